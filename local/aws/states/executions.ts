import type { Call } from "../call.ts";
import { AwsError } from "../errors.ts";
import { optionalFlag, optionalNumber, optionalText } from "../input.ts";
import { page } from "../paging.ts";
import type { Operation, World } from "../world.ts";
import { requireArn } from "./arns.ts";
import { close } from "./close.ts";
import { invalidToken, requireMachine } from "./machines.ts";
import type { Execution } from "./types.ts";

/** An execution that has closed already is answered the same, and stays as it is. */
export const stopExecution: Operation = (world, call) => {
  const execution = requireExecution(world, call);
  close(world, execution, "ABORTED", {
    error: optionalText(call, "error"),
    cause: optionalText(call, "cause"),
  });
  return { stopDate: (execution.stoppedAt ?? world.clock.now()) / 1_000 };
};

export const describeExecution: Operation = (world, call) => {
  const execution = asSeen(requireExecution(world, call), seenAt(world));
  if (!execution) throw unknownExecution(requireArn(call, "executionArn", "execution"));
  const { input, output, error, cause } = execution;
  return {
    ...toListItem(execution),
    input,
    inputDetails: { included: true },
    ...(output !== undefined && { output, outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
};

/** Newest first. */
export const listExecutions: Operation = (world, call) => {
  const machine = requireMachine(world, call);
  const status = optionalText(call, "statusFilter");
  const size = optionalNumber(call, "maxResults") || 100;
  const at = seenAt(world);
  const listed = [...world.executions.values()].flatMap((execution) => {
    const seen = execution.machine === machine ? asSeen(execution, at) : undefined;
    return seen && (status === undefined || seen.status === status) ? seen : [];
  });
  const token = optionalText(call, "nextToken");
  const { items, nextToken } = page(
    listed,
    ({ serial }) => -serial,
    Math.min(size, 1_000),
    token,
    invalidToken,
  );
  return { executions: items.map(toListItem), ...(nextToken && { nextToken }) };
};

export const getExecutionHistory: Operation = (world, call) => {
  const { history } = requireExecution(world, call);
  const isReversed = optionalFlag(call, "reverseOrder");
  const size = optionalNumber(call, "maxResults") || 100;
  const token = optionalText(call, "nextToken");
  const { items, nextToken } = page(history, ({ id }) => (isReversed ? -id : id), size, token, invalidToken);
  return { events: items, ...(nextToken && { nextToken }) };
};

function requireExecution(world: World, call: Call): Execution {
  const arn = requireArn(call, "executionArn", "execution");
  const execution = world.executions.get(arn);
  if (execution?.machine.region !== call.region) {
    throw unknownExecution(arn);
  }
  return execution;
}

function unknownExecution(arn: string): AwsError {
  return new AwsError(400, "ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
}

/** What can be seen is some moments old. */
function seenAt({ clock, settings }: World): number {
  return clock.now() - settings.describeLagMs();
}

/** An execution as it was then; undefined if it had not begun. */
function asSeen(execution: Execution, seenAt: number): Execution | undefined {
  if (execution.startedAt > seenAt) return undefined;
  const { stoppedAt } = execution;
  if (stoppedAt === undefined || stoppedAt <= seenAt) return execution;
  const { output: _output, error: _error, cause: _cause, stoppedAt: _stoppedAt, ...running } = execution;
  return { ...running, status: "RUNNING" };
}

function toListItem({
  arn,
  machine,
  name,
  status,
  startedAt,
  stoppedAt,
}: Execution): Record<string, unknown> {
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: startedAt / 1_000,
    ...(stoppedAt !== undefined && { stopDate: stoppedAt / 1_000 }),
  };
}
