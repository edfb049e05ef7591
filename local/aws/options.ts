import type { Clock } from "../shared/clock.ts";
import type { Snapshot } from "./snapshot/take.ts";

/** What a task token that is closed may be answered with. Which of them AWS chooses when is not documented. */
export type ClosedTokenError = "TaskTimedOut" | "TaskDoesNotExist" | "InvalidToken";

/** How long SNS holds each notification back before its first attempt. */
export interface DeliveryDelay {
  /** The delay; with `maxMs`, the shortest one. */
  readonly minMs: number;
  /** The longest delay. Each notification then has a delay of its own, drawn from `seed`. */
  readonly maxMs?: number;
  readonly seed?: number;
}

/** The sources of all these are in docs/facts.md. */
export interface LocalAwsOptions {
  readonly clock?: Clock;
  /** 0, the default, is any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly accountId?: string;
  /** What an earlier one held. */
  readonly snapshot?: Snapshot;
  /** How long a new role cannot be assumed. */
  readonly rolePropagationMs?: number;
  /** How long a state machine without running executions stays in DELETING. */
  readonly stateMachineDeletionMs?: number;
  /** How long after Subscribe the confirmation is sent; at 0 it may well arrive before the answer. */
  readonly confirmDelayMs?: number;
  /** How long a subscriber may take to answer, in real time unless `timeOutOnClock`. */
  readonly deliveryTimeoutMs?: number;
  /** Measures `deliveryTimeoutMs` on `clock`: for a clock that stands still while an answer is on its way. */
  readonly timeOutOnClock?: boolean;
  readonly random?: () => number;
  /** What DescribeExecution and ListExecutions show is so old. A function is asked anew for each call. */
  readonly describeLagMs?: number | (() => number);
  /** How long IAM takes to know everywhere what it has accepted. */
  readonly iamLagMs?: number;
  /**
   * A topic that is created again soon after its deletion hands out the deleted subscription of an endpoint, which delivers
   * nothing: one whose attributes can still be read, or one that is gone. Off by default.
   */
  readonly ghostSubscriptions?: "readable" | "gone";
  /** How long after the deletion of a topic that happens. */
  readonly ghostWindowMs?: number;
  /** So many deliveries come at once under a throttle policy, which then holds on average only. */
  readonly throttleBurst?: number;
  readonly deliveryDelay?: DeliveryDelay;
  /** What closed task tokens are answered with, in turn. */
  readonly closedTokenErrors?: readonly ClosedTokenError[];
}

export type Settings = ReturnType<typeof toSettings>;

/** The options with their defaults. */
export function toSettings(options: LocalAwsOptions) {
  const { describeLagMs = 0 } = options;
  return {
    accountId: options.accountId ?? "123456789012",
    rolePropagationMs: options.rolePropagationMs ?? 2_000,
    stateMachineDeletionMs: options.stateMachineDeletionMs ?? 20_000,
    confirmDelayMs: options.confirmDelayMs ?? 0,
    deliveryTimeoutMs: options.deliveryTimeoutMs ?? 15_000,
    timeOutOnClock: options.timeOutOnClock ?? false,
    describeLagMs: typeof describeLagMs === "number" ? () => describeLagMs : describeLagMs,
    iamLagMs: options.iamLagMs ?? 0,
    ghostSubscriptions: options.ghostSubscriptions,
    ghostWindowMs: options.ghostWindowMs ?? 45_000,
    throttleBurst: options.throttleBurst ?? 1,
  };
}
