import { executionArnOf, executionNameOf } from "../aws/arn.ts";
import { describeExecution, stopExecution } from "../aws/execution.ts";
import { hasName, INVALID_KEYS, ignoring } from "../aws/failures.ts";
import type { Context } from "../context.ts";
import { notReady, RequestError } from "../errors.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import { retry } from "../retry.ts";
import { readState, type Stack } from "../state.ts";
import { isEmitted } from "./emitted.ts";
import { type CancelRequest, parseCancelRequest } from "./requests.ts";

/** What DescribeExecution says is some moments old. */
const DESCRIPTION_LAG_MS = 8_000;

interface Target {
  readonly stack: Stack;
  readonly executionArn: string;
}

/** Serves `POST /cancel`: stops the execution of a task that has not run. No other execution is ever touched. */
export async function cancel(body: unknown, context: Context): Promise<HttpResponse> {
  const request = parseCancelRequest(body);
  for (const target of targetsOf(request, context)) {
    // The keys of a former account may have been revoked. Its tasks cannot be looked up then, and there are others.
    const revoked = "id" in request && target.stack.credentials ? INVALID_KEYS : [];
    const stopDate = await oneAtATime(target.executionArn, () =>
      ignoring(revoked, () => stop(target, context)),
    );
    if (!stopDate) continue;
    context.log.info(`Cancelled ${target.executionArn}`);
    return jsonResponse(200, { executionArn: target.executionArn, stopDate: stopDate.toISOString() });
  }
  throw new RequestError("execution_not_found", "This source has no such task.");
}

/** Where the task may be: an ARN belongs to one state machine, an id may be a task of any that the source still has. */
function targetsOf(request: CancelRequest, { db }: Context): Target[] {
  const { current, stacks } = readState(db);
  if (!stacks.some(({ stateMachineArn }) => stateMachineArn)) {
    throw notReady("The source is not activated yet. Try again in a few seconds.");
  }
  const rank = ({ topicArn }: Stack) => Number(topicArn !== current);
  return stacks
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap((stack) => {
      if (!stack.stateMachineArn) return [];
      if ("id" in request) {
        return { stack, executionArn: executionArnOf(stack.stateMachineArn, request.id) };
      }
      const isOurs = executionNameOf(request.executionArn, stack.stateMachineArn) !== undefined;
      return isOurs ? { stack, executionArn: request.executionArn } : [];
    });
}

/** When the execution was stopped, or `undefined` if there is none. AWS "stops" a finished one just as well, so look first. */
async function stop({ stack, executionArn }: Target, context: Context): Promise<Date | undefined> {
  const { sfn } = context.aws(stack);
  if (isEmitted(executionArn, stack)) throw tooLate("it has been emitted");
  const statusNow = () => statusOf(context, stack, executionArn);
  requireUnfinished(await statusNow(), ["RUNNING", "unseen"]);
  const stopDate = await ignoring(["ExecutionDoesNotExist", "StateMachineDoesNotExist", "InvalidArn"], () =>
    stopExecution(sfn, executionArn, "Cancelled by a request to /cancel."),
  );
  if (!stopDate) return undefined;
  // It may have ended just before, and AWS may still say that it is running.
  const status = await retry(
    async () => {
      const seen = await statusNow();
      if (seen === undefined || seen === "RUNNING") throw new StatusPending();
      return seen;
    },
    {
      timeoutMs: DESCRIPTION_LAG_MS,
      firstDelayMs: 250,
      maxDelayMs: 2_000,
      when: (error) => error instanceof StatusPending,
      now: context.now,
      sleep: context.sleep,
    },
  ).catch((error) => {
    if (!(error instanceof StatusPending)) throw error;
    throw notReady("AWS does not say yet whether the task was cancelled in time. Ask again.", 5);
  });
  requireUnfinished(status, ["ABORTED", "unseen"]);
  return stopDate;
}

class StatusPending extends Error {}

/** Its status, "unseen" where the policy does not allow to look, or `undefined` if AWS knows no such execution (yet). */
async function statusOf(context: Context, stack: Stack, executionArn: string): Promise<string | undefined> {
  try {
    const execution = await describeExecution(context.aws(stack).sfn, executionArn);
    return execution === "unseen" ? execution : execution.status;
  } catch (error) {
    if (hasName(error, "ExecutionDoesNotExist", "StateMachineDoesNotExist", "InvalidArn")) return undefined;
    throw error;
  }
}

function requireUnfinished(status: string | undefined, allowed: readonly string[]): void {
  if (status === undefined || allowed.includes(status)) return;
  throw tooLate(REASONS[status] ?? `its execution has ended: ${status}`);
}

const REASONS: Readonly<Record<string, string>> = {
  ABORTED: "it has been cancelled already",
  SUCCEEDED: "it has been emitted",
};

function tooLate(reason: string): RequestError {
  return new RequestError("already_finished", `It is too late to cancel this task: ${reason}.`);
}
