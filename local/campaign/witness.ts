import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { ApiCall, CallStage } from "../aws/call.ts";
import type { LocalAws } from "../aws/server.ts";
import type { Act } from "../pipedream/acts.ts";
import type { LocalSource } from "../pipedream/source.ts";
import { systemClock } from "../shared/clock.ts";
import { BY_HAND } from "./meddle.ts";
import type { Scenario } from "./scenario.ts";
import type { Subjects } from "./subjects.ts";

/** The mark of a request to `/cancel`, or of a delivery. A deactivation has a sentence in its place. */
const MARK = /^\{"(cancelledBy|claimedBy)":"([0-9a-f-]{36})"\}$/;

/** Sees what no client does: what AWS has recorded of a task, and what a worker had in hand when it died. */
export class Witness {
  /** The tasks of which AWS has recorded that a request to `/cancel` ended them. */
  readonly cancelled = new Set<number>();
  /** The claims by a stop that AWS has recorded, by their tasks. */
  readonly #claims = new Map<number, { readonly by: string; readonly at: number }>();
  readonly #aws: LocalAws;
  readonly #subjects: Subjects;
  readonly #lagMs: number;
  readonly #leavesAtOnce: boolean;
  /** What each worker was asked about last. */
  readonly #inHand = new Map<string, number>();
  /** Workers that have answered, and not ended their run. */
  readonly #answered = new Set<string>();

  constructor(aws: LocalAws, source: LocalSource, subjects: Subjects, { aws: traits, pipedream }: Scenario) {
    this.#aws = aws;
    this.#subjects = subjects;
    this.#lagMs = traits.describeLagMs;
    this.#leavesAtOnce = pipedream.responses === "at-once";
    aws.listen((call, stage) => this.#hear(call, stage));
    source.listen((act) => this.#see(act));
  }

  /** The tasks that a worker had in hand which died after its answer had left. To be asked in the end. */
  diedAfterAnswer(): ReadonlySet<number> {
    return new Set([...this.#answered].flatMap((worker) => this.#inHand.get(worker) ?? []));
  }

  /** The tasks that the last attempt of SNS at a message has claimed, which then failed. To be asked in the end. */
  claimedInVain(): ReadonlySet<number> {
    const lastAttempts = new Map(
      this.#aws.deliveries
        .filter(({ outcome, status = 500 }) => outcome === "lost" && status >= 500)
        .map(({ messageId, at }) => [messageId, at]),
    );
    const claims = [...this.#claims].filter(([, { by, at }]) => at >= (lastAttempts.get(by) ?? Infinity));
    return new Set(claims.map(([task]) => task));
  }

  #hear(call: ApiCall, stage: CallStage): void {
    const { session, action, input } = call;
    if (session === undefined) return;
    const task = this.#subjects.ofCall(call);
    if (task !== undefined && stage === "before") this.#inHand.set(session, task);
    if (action !== "StopExecution" || stage !== "after" || !MARK.test(String(input.cause))) return;
    if (task === undefined) return;
    const executionArn = String(input.executionArn);
    systemClock.at(Date.now() + this.#lagMs + 1_000, () => this.#look(task, executionArn, call));
  }

  #see({ worker, act, when }: Act): void {
    if (act === "respond" && when === "after" && this.#leavesAtOnce) this.#answered.add(worker);
    if (act === "end" && when === "after") this.#answered.delete(worker);
  }

  async #look(task: number, executionArn: string, { region, at }: ApiCall): Promise<void> {
    const sfn = new SFNClient({ endpoint: this.#aws.url, region, credentials: BY_HAND });
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn })).catch(() => undefined);
    const [, mark, by = ""] = MARK.exec(described?.cause ?? "") ?? [];
    if (mark === "cancelledBy") this.cancelled.add(task);
    if (mark === "claimedBy") this.#claims.set(task, { by, at });
  }
}
