import { executionArnOf } from "../aws/arn.ts";
import type { Execution } from "../aws/execution.ts";
import type { MachineStack } from "./chain.ts";
import { toOutcome } from "./outcome.ts";
import { parseExecutionInput } from "./task.ts";

export type TaskStatus = "pending" | "emitted" | "cancelled" | "failed";

/** A task as `GET /tasks` shows it. Times are UTC, in the form of `toISOString()`. */
export interface TaskView {
  readonly executionArn: string;
  readonly id?: string;
  readonly status: TaskStatus;
  readonly timestamp: string;
  readonly message?: unknown;
  readonly messages?: readonly unknown[];
  readonly scheduledAt: string;
  readonly endedAt?: string;
  /** The execution that had the task at its former time. */
  readonly replaces?: string;
  /** Why it was cancelled or has failed, as far as its execution says. */
  readonly reason?: string;
}

/**
 * What an execution says of its task; `undefined` if it was not started by this source, or if the task has another time
 * now, and so another execution.
 */
export function toTaskView(
  name: string,
  execution: Execution,
  { stateMachineArn }: MachineStack,
): TaskView | undefined {
  const task = parseExecutionInput(execution.input)?.task;
  if (!task) return undefined;
  const { timestamp, message, messages, id, replaces } = task;
  const { kind: status } = toOutcome(execution);
  if (status === "rescheduled") return undefined;
  const { stoppedAt, cause } = execution;
  return {
    executionArn: executionArnOf(stateMachineArn, name),
    ...(id !== undefined && { id }),
    status,
    timestamp,
    ...(messages === undefined ? { message } : { messages }),
    scheduledAt: new Date(execution.startedAt).toISOString(),
    ...(stoppedAt !== undefined && { endedAt: new Date(stoppedAt).toISOString() }),
    ...(replaces !== undefined && { replaces: executionArnOf(stateMachineArn, replaces) }),
    ...((status === "cancelled" || status === "failed") && cause !== undefined && { reason: cause }),
  };
}
