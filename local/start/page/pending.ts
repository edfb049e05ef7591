import type { SFNClient } from "@aws-sdk/client-sfn";
import { describeExecutions, listExecutions } from "./executions.ts";
import { type Task, toTask } from "./task.ts";

/** What waits on a state machine. */
export interface Pending {
  readonly tasks: readonly Task[];
  /** How many wait. There may be more than `tasks`: some are looked at later. */
  readonly total: number;
  /** Whether even more wait than are counted. */
  readonly hasMore: boolean;
}

/** How many tasks may be looked at in one go. What is left out comes next: the page asks again every few seconds. */
export interface Pace {
  readonly first: number;
  readonly next: number;
}

/** DescribeExecution is throttled per account, and the source needs it too. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const CONSIDERATE: Pace = { first: 200, next: 20 };
export const FAST: Pace = { first: 2_000, next: 2_000 };

/** Looks at what waits, again and again. What is known of a task never changes, so AWS is asked once. */
export class PendingWatch {
  readonly #known = new Map<string, Task | undefined>();
  readonly #pace: Pace;
  #hasLooked = false;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  async look(sfn: SFNClient, stateMachineArn: string): Promise<Pending> {
    const { items, hasMore } = await listExecutions(sfn, stateMachineArn, "RUNNING");
    const startDates = new Map(items.map(({ executionArn = "", startDate }) => [executionArn, startDate]));
    for (const arn of this.#known.keys()) if (!startDates.has(arn)) this.#known.delete(arn);
    const unknown = [...startDates.keys()].filter((arn) => !this.#known.has(arn));
    const atOnce = this.#hasLooked ? this.#pace.next : this.#pace.first;
    this.#hasLooked = true;
    for (const { executionArn = "", input } of await describeExecutions(sfn, unknown.slice(0, atOnce))) {
      this.#known.set(executionArn, toTask(executionArn, input, startDates.get(executionArn)));
    }
    const known = [...this.#known.values()];
    const foreign = known.filter((task) => task === undefined).length;
    return { tasks: known.filter((task) => task !== undefined), total: items.length - foreign, hasMore };
  }
}
