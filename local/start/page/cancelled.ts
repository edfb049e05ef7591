import type { DescribeExecutionCommandOutput, SFNClient } from "@aws-sdk/client-sfn";
import { toOutcome } from "../../../common/tasks/outcome.ts";
import { describeExecutions, listExecutions } from "./executions.ts";
import { type Task, toTask } from "./task.ts";

export interface CancelledTask extends Task {
  /** In ms. */
  readonly cancelledAt: number;
}

/** AWS lists them by their start, and this looks for those that were stopped last. */
const LISTED = 1_000;
const SHOWN = 20;

/** Looks at the tasks of a state machine that were cancelled last. What has ended never changes, so AWS is asked once. */
export class CancelledWatch {
  #known = new Map<string, CancelledTask | undefined>();

  /** The one that was cancelled last comes first. */
  async look(sfn: SFNClient, stateMachineArn: string): Promise<readonly CancelledTask[]> {
    const { items } = await listExecutions(sfn, stateMachineArn, "ABORTED", LISTED);
    const last = items
      .toSorted((one, other) => Number(other.stopDate) - Number(one.stopDate))
      .slice(0, SHOWN)
      .map(({ executionArn = "" }) => executionArn);
    const unknown = last.filter((arn) => !this.#known.has(arn));
    for (const execution of await describeExecutions(sfn, unknown)) {
      this.#known.set(execution.executionArn ?? "", toCancelled(execution));
    }
    this.#known = new Map(last.map((arn) => [arn, this.#known.get(arn)]));
    return [...this.#known.values()].filter((task) => task !== undefined);
  }
}

/** Undefined for one that a delivery has claimed, which stops it too. */
function toCancelled(execution: DescribeExecutionCommandOutput): CancelledTask | undefined {
  const { executionArn = "", input, startDate, stopDate, cause } = execution;
  const outcome = toOutcome({
    status: "ABORTED",
    input: input ?? "",
    startedAt: Number(startDate),
    stoppedAt: Number(stopDate),
    ...(cause !== undefined && { cause }),
  });
  const task = outcome.kind === "cancelled" ? toTask(executionArn, input, startDate) : undefined;
  return task && { ...task, cancelledAt: Number(stopDate) };
}
