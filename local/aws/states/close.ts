import type { World } from "../world.ts";
import { removeWhenIdle } from "./deletion.ts";
import { addEvent } from "./history.ts";
import type { Execution, ExecutionStatus } from "./types.ts";

const RETENTION_MS = 90 * 24 * 3_600_000;

const EVENTS = {
  SUCCEEDED: ["ExecutionSucceeded", "executionSucceededEventDetails"],
  FAILED: ["ExecutionFailed", "executionFailedEventDetails"],
  TIMED_OUT: ["ExecutionTimedOut", "executionTimedOutEventDetails"],
  ABORTED: ["ExecutionAborted", "executionAbortedEventDetails"],
} as const;

export interface Ending {
  readonly output?: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** Ends an execution, once and for good. What is known of it stays for 90 days. */
export function close(
  world: World,
  execution: Execution,
  status: Exclude<ExecutionStatus, "RUNNING">,
  ending: Ending = {},
): void {
  if (execution.status !== "RUNNING") return;
  execution.status = status;
  execution.stoppedAt = world.clock.now();
  execution.task = undefined;
  if (ending.output !== undefined) execution.output = ending.output;
  // Why an execution has timed out is in its history only. https://github.com/floci-io/floci/issues/2733
  if (ending.error !== undefined && status !== "TIMED_OUT") execution.error = ending.error;
  if (ending.cause !== undefined) execution.cause = ending.cause;
  for (const cancel of execution.timers) cancel();
  execution.timers.clear();
  const [type, details] = EVENTS[status];
  addEvent(world, execution, type, { [details]: ending });
  keepClosed(world, execution, execution.stoppedAt);
  removeWhenIdle(world, execution.machine);
}

/** Forgets a closed execution in the end. */
export function keepClosed(world: World, execution: Execution, stoppedAt: number): void {
  world.clock.at(stoppedAt + RETENTION_MS, () => forget(world, execution));
}

function forget(world: World, execution: Execution): void {
  world.executions.delete(execution.arn);
  for (const token of execution.tokens) world.taskTokens.delete(token);
}
