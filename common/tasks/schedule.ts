import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { executionArnOf } from "../aws/arn.ts";
import type { ExecutionInput } from "../aws/documents.ts";
import { describeExecution, type Execution, startExecution } from "../aws/execution.ts";
import { hasName, ignoring } from "../aws/failures.ts";
import type { Context } from "../context.ts";
import { notReady, RequestError } from "../errors.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import { type CompleteStack, isComplete, readState } from "../state.ts";
import type { Task } from "./delivered-task.ts";
import { parseScheduleRequest } from "./requests.ts";
import { requireDeliverable } from "./size.ts";
import { toWaitTimestamp } from "./timestamp.ts";

/** Serves `POST /schedule`: starts the execution that waits for the task's time. */
export async function schedule(body: unknown, context: Context): Promise<HttpResponse> {
  const task: Task = parseScheduleRequest(body, context.now());
  const { region, stateMachineArn } = requireStack(context);
  const name = task.id ?? randomUUID();
  requireDeliverable({ executionArn: executionArnOf(stateMachineArn, name), task });
  const input: ExecutionInput = { waitUntil: toWaitTimestamp(Date.parse(task.timestamp)), task };
  const executionArn = await start(context, region, stateMachineArn, name, input);
  context.log.info(`Scheduled ${executionArn} for ${task.timestamp}`);
  return jsonResponse(200, { executionArn, timestamp: task.timestamp });
}

function requireStack({ db, region }: Context): CompleteStack {
  const stack = readState(db).stacks.find((candidate) => candidate.region === region);
  if (!isComplete(stack)) throw notReady("The source is not activated yet. Try again in a few seconds.");
  return stack;
}

async function start(
  context: Context,
  region: string,
  stateMachineArn: string,
  name: string,
  input: ExecutionInput,
): Promise<string> {
  const { sfn } = context.aws(region);
  try {
    return await startExecution(sfn, stateMachineArn, name, JSON.stringify(input));
  } catch (error) {
    if (hasName(error, "StateMachineDeleting", "StateMachineDoesNotExist")) {
      throw notReady("The source is being changed. Try again in a few seconds.", 15, error);
    }
    if (!hasName(error, "ExecutionAlreadyExists")) throw error;
    // It is not documented whether AWS compares inputs as text; the same task in another order of keys is the same.
    const executionArn = executionArnOf(stateMachineArn, name);
    const existing = await ignoring(["ExecutionDoesNotExist"], () => describeExecution(sfn, executionArn));
    if (isSameTask(existing, input)) return executionArn;
    throw new RequestError(
      "id_in_use",
      "There is, or was within 90 days, another task of this id, or the task has run or was cancelled. Choose another id.",
    );
  }
}

function isSameTask(existing: Execution | "unseen" | undefined, input: ExecutionInput): boolean {
  if (existing === undefined || existing === "unseen" || existing.status !== "RUNNING") return false;
  return isDeepStrictEqual(JSON.parse(existing.input ?? "null"), JSON.parse(JSON.stringify(input)));
}
