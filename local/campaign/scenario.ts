import type { Outage as AwsOutage } from "../aws/outage.ts";
import type { LocalAwsOptions } from "../aws/server.ts";
import type { LocalPipedreamOptions } from "../pipedream/host.ts";
import type { KillPoint } from "../pipedream/kill.ts";
import type { LocalSource } from "../pipedream/source.ts";

/** How unkind AWS is, for the whole of a campaign. */
export type AwsTraits = Required<
  Pick<
    LocalAwsOptions,
    | "rolePropagationMs"
    | "stateMachineDeletionMs"
    | "confirmDelayMs"
    | "iamLagMs"
    | "throttleBurst"
    | "deliveryDelay"
    | "closedTokenErrors"
  >
> & {
  readonly ghosts: NonNullable<LocalAwsOptions["ghostSubscriptions"]> | "none";
  /** The longest lag of DescribeExecution and ListExecutions. Each call has another. */
  readonly describeLagMs: number;
};

/** How unkind Pipedream is. */
export type PipedreamTraits = Required<
  Pick<LocalPipedreamOptions, "dbMode" | "onThrow" | "responses" | "workers" | "rateLimit">
>;

/** One thing that happens, so many ms after the beginning. */
export type Action = { readonly at: number } & (
  | { readonly kind: "task"; readonly task: PlannedTask }
  | { readonly kind: "update"; readonly change: "nothing" | "secret" | "region" }
  | { readonly kind: "outage"; readonly how: NonNullable<LocalSource["outage"]>; readonly forMs: number }
  | {
      readonly kind: "AWS outage";
      readonly how: AwsOutage["how"];
      readonly region: string;
      readonly forMs: number;
    }
  | { readonly kind: "kill"; readonly point: KillPoint }
  | { readonly kind: "meddling"; readonly how: Meddling; readonly updateAfterMs: number }
);

/** What somebody does by hand to the topic of the source, or to its subscription. */
export type Meddling = "unsubscribe" | "set raw delivery" | "delete the topic";

export interface PlannedTask {
  /** From its request on; below zero for a time that has passed. */
  readonly dueInMs: number;
  /** Due at the next full hour or noon after that, together with others. */
  readonly gathers: "nowhere" | "at the hour" | "at noon";
  readonly isNamed: boolean;
  /** When the request is sent again though it may have been answered, from the first one on. Only if it is named. */
  readonly repeatsAfterMs: readonly number[];
  readonly cancels: readonly PlannedCancel[];
}

/** A cancel, from the due time on, or in the middle of a claim, which is held up for so long. */
export type PlannedCancel =
  | { readonly from: "due"; readonly ms: number }
  | {
      readonly from: "claim";
      readonly call: "SendTaskSuccess" | "StopExecution";
      readonly stage: "before" | "after";
      readonly heldMs: number;
    };

export interface Scenario {
  /** Decides which calls and deliveries go wrong. */
  readonly seed: number;
  /** How much goes wrong: 0 is nothing, 1 as much as there may be. */
  readonly faults: number;
  readonly aws: AwsTraits;
  readonly pipedream: PipedreamTraits;
  readonly actions: readonly Action[];
}

/** Where the source may be moved to, in turn. */
export const REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2"] as const;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When a task is due that is planned at this moment. */
export function dueOf({ dueInMs, gathers }: PlannedTask, now: number): number {
  const due = now + dueInMs;
  if (gathers === "at the hour") return Math.ceil(due / HOUR) * HOUR;
  return gathers === "at noon" ? Math.ceil(due / DAY - 0.5) * DAY + DAY / 2 : due;
}
