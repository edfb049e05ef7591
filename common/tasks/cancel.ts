import { executionArnOf, executionNameOf } from "../aws/arn.ts";
import { describeExecution, isUnknownExecution, stopExecution } from "../aws/execution.ts";
import type { Context } from "../context.ts";
import { notReady, RequestError } from "../errors.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import { readState, type Stack } from "../state.ts";
import { type CancelRequest, parseCancelRequest } from "./requests.ts";

interface Target {
  readonly region: string;
  readonly executionArn: string;
}

/** Serves `POST /cancel`: stops the execution of a task that has not run. No other execution is ever touched. */
export async function cancel(body: unknown, context: Context): Promise<HttpResponse> {
  const request = parseCancelRequest(body);
  for (const target of targetsOf(request, context)) {
    const stopDate = await stop(target, context);
    if (!stopDate) continue;
    context.log.info(`Cancelled ${target.executionArn}`);
    return jsonResponse(200, { executionArn: target.executionArn, stopDate: stopDate.toISOString() });
  }
  throw new RequestError("execution_not_found", "This source has no such task.");
}

/** Where the task may be: an ARN belongs to one state machine, an id may be a task of any that the source still has. */
function targetsOf(request: CancelRequest, { db, region }: Context): Target[] {
  const stacks = readState(db).stacks.filter((stack): stack is Stack & { stateMachineArn: string } =>
    Boolean(stack.stateMachineArn),
  );
  if (stacks.length === 0) throw notReady("The source is not activated yet. Try again in a few seconds.");
  const currentFirst = stacks.toSorted((a, b) => Number(b.region === region) - Number(a.region === region));
  return currentFirst.flatMap(({ region, stateMachineArn }) => {
    if ("id" in request) return { region, executionArn: executionArnOf(stateMachineArn, request.id) };
    const isOurs = executionNameOf(request.executionArn, stateMachineArn) !== undefined;
    return isOurs ? { region, executionArn: request.executionArn } : [];
  });
}

/** When the execution was stopped, or `undefined` if there is none. AWS "stops" a finished one just as well, so look first. */
async function stop({ region, executionArn }: Target, context: Context): Promise<Date | undefined> {
  const { sfn } = context.aws(region);
  try {
    await requireRunning(context, region, executionArn, ["RUNNING"]);
    const stopDate = await stopExecution(sfn, executionArn, "Cancelled by a request to /cancel.");
    // It may have ended in between. Right after a stop AWS may still say RUNNING.
    await requireRunning(context, region, executionArn, ["RUNNING", "ABORTED"]);
    return stopDate;
  } catch (error) {
    if (isUnknownExecution(error)) return undefined;
    throw error;
  }
}

async function requireRunning(
  context: Context,
  region: string,
  executionArn: string,
  statuses: readonly string[],
): Promise<void> {
  const execution = await describeExecution(context.aws(region).sfn, executionArn);
  if (execution === "unseen" || (execution.status && statuses.includes(execution.status))) return;
  throw new RequestError(
    "already_finished",
    `It is too late to cancel this task: its execution has ended with ${execution.status}.`,
  );
}
