import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { executionArnOf } from "../aws/arn.ts";
import type { ExecutionInput } from "../aws/documents.ts";
import { describeExecution, type Execution, startExecution } from "../aws/execution.ts";
import { hasName, INVALID_KEYS, ignoring } from "../aws/failures.ts";
import type { Context } from "../context.ts";
import { notReady, RequestError } from "../errors.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import { type CompleteStack, currentStack, readState, type Stack } from "../state.ts";
import { requestConfirmation } from "./confirmation.ts";
import type { Task } from "./delivered-task.ts";
import { parseScheduleRequest } from "./requests.ts";
import { requireDeliverable } from "./size.ts";
import { toWaitTimestamp } from "./timestamp.ts";

/** Serves `POST /schedule`: starts the execution that waits for the task's time. */
export async function schedule(body: unknown, context: Context): Promise<HttpResponse> {
  const task: Task = parseScheduleRequest(body, context.now());
  const stack = requireStack(context);
  if (stack.isUnconfirmed) await requestConfirmation(stack, context);
  const name = task.id ?? randomUUID();
  requireDeliverable({ executionArn: executionArnOf(stack.stateMachineArn, name), task });
  const input: ExecutionInput = { waitUntil: toWaitTimestamp(Date.parse(task.timestamp)), task };
  const executionArn =
    (task.id !== undefined && (await findElsewhere(context, stack, task.id, input))) ||
    (await start(context, stack, name, input));
  context.log.info(`Scheduled ${executionArn} for ${task.timestamp}`);
  return jsonResponse(200, { executionArn, timestamp: task.timestamp });
}

function requireStack({ db, region }: Context): CompleteStack {
  const stack = currentStack(readState(db), region);
  if (!stack) throw notReady("The source is not activated yet. Try again in a few seconds.");
  return stack;
}

/** The task of that id if it was scheduled before the source was given another region or account, and is the same. */
async function findElsewhere(
  context: Context,
  current: Stack,
  id: string,
  input: ExecutionInput,
): Promise<string | undefined> {
  for (const stack of readState(context.db).stacks) {
    if (stack.topicArn === current.topicArn || !stack.stateMachineArn) continue;
    const executionArn = executionArnOf(stack.stateMachineArn, id);
    const { sfn } = context.aws(stack);
    // The keys of a former account may have been revoked.
    const unknown = stack.credentials ? [...UNKNOWN, ...INVALID_KEYS] : UNKNOWN;
    const existing = await ignoring(unknown, () => describeExecution(sfn, executionArn));
    if (existing === undefined || existing === "unseen") continue;
    if (!isSameTask(existing, input)) throw idInUse();
    return executionArn;
  }
  return undefined;
}

async function start(
  context: Context,
  stack: CompleteStack,
  name: string,
  input: ExecutionInput,
): Promise<string> {
  const { sfn } = context.aws(stack);
  try {
    return await startExecution(sfn, stack.stateMachineArn, name, JSON.stringify(input));
  } catch (error) {
    if (hasName(error, "StateMachineDeleting", "StateMachineDoesNotExist")) {
      const advice =
        "The state machine is not there. Try again in a few seconds; if it stays so, update the source in Pipedream, which makes it anew.";
      throw notReady(advice, 15, error);
    }
    if (!hasName(error, "ExecutionAlreadyExists")) throw error;
    const executionArn = executionArnOf(stack.stateMachineArn, name);
    // Nobody else knows a name that was made here: the answer to an earlier attempt was lost.
    if (name !== input.task.id) return executionArn;
    // It is not documented whether AWS compares inputs as text; the same task in another order of keys is the same.
    const existing = await ignoring(UNKNOWN, () => describeExecution(sfn, executionArn));
    if (isSameTask(existing, input)) return executionArn;
    throw idInUse();
  }
}

const UNKNOWN = ["ExecutionDoesNotExist", "StateMachineDoesNotExist"];

function idInUse(): RequestError {
  return new RequestError(
    "id_in_use",
    "There is, or was within 90 days, another task of this id, or the task has run or was cancelled. Choose another id.",
  );
}

function isSameTask(existing: Execution | "unseen" | undefined, input: ExecutionInput): boolean {
  if (existing === undefined || existing === "unseen" || existing.status !== "RUNNING") return false;
  return isDeepStrictEqual(JSON.parse(existing.input ?? "null"), JSON.parse(JSON.stringify(input)));
}
