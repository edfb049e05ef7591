import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { executionArnOf } from "../aws/arn.ts";
import type { ExecutionInput } from "../aws/documents.ts";
import { describeExecution, startExecution } from "../aws/execution.ts";
import type { Context } from "../context.ts";
import { idInUse, notReady } from "../errors.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import type { CompleteStack } from "../stack.ts";
import { currentStack, readState } from "../state.ts";
import type { Task } from "./delivered-task.ts";
import { askElsewhere } from "./elsewhere.ts";
import { parseScheduleRequest } from "./requests.ts";
import { requireDeliverable } from "./size.ts";
import { checkSubscription } from "./subscription-check.ts";
import { toWaitTimestamp } from "./timestamp.ts";

/** Serves `POST /schedule`: starts the execution that waits for the task's time. */
export async function schedule(body: unknown, context: Context): Promise<HttpResponse> {
  const task: Task = parseScheduleRequest(body, context.now());
  const stack = requireStack(context);
  const name = task.id ?? randomUUID();
  requireDeliverable({ executionArn: executionArnOf(stack.stateMachineArn, name), task }, context.limits);
  const input: ExecutionInput = { waitUntil: toWaitTimestamp(Date.parse(task.timestamp)), task };
  const [executionArn] = await Promise.all([
    findOrStart(name, input, stack, context),
    checkSubscription(stack, context),
  ]);
  context.log.info(`Scheduled ${executionArn} for ${task.timestamp}`);
  return jsonResponse(200, { executionArn, timestamp: task.timestamp });
}

function requireStack({ db, region }: Context): CompleteStack {
  const stack = currentStack(readState(db), region);
  if (!stack) throw notReady("The source is not activated yet. Try again in a few seconds.");
  return stack;
}

async function findOrStart(
  name: string,
  input: ExecutionInput,
  stack: CompleteStack,
  context: Context,
): Promise<string> {
  const elsewhere =
    input.task.id === undefined ? undefined : await findElsewhere(name, input, stack, context);
  return elsewhere ?? start(name, input, stack, context);
}

/** The task of that id if it was scheduled before the source was given another region or account, and is the same. */
async function findElsewhere(
  id: string,
  input: ExecutionInput,
  current: CompleteStack,
  context: Context,
): Promise<string | undefined> {
  const others = readState(context.db).stacks.filter(({ number }) => number !== current.number);
  const found = await Promise.all(
    others.map(async (stack) => {
      if (!stack.stateMachineArn) return undefined;
      const executionArn = executionArnOf(stack.stateMachineArn, id);
      const ask = () => describeExecution(context.aws(stack).sfn, executionArn);
      const existing = await askElsewhere(stack, ask, context);
      if (typeof existing !== "object") return undefined;
      if (!isSameTask(existing, input)) throw idInUse();
      return executionArn;
    }),
  );
  return found.find((executionArn) => executionArn !== undefined);
}

async function start(
  name: string,
  input: ExecutionInput,
  stack: CompleteStack,
  context: Context,
): Promise<string> {
  const { sfn } = context.aws(stack);
  const executionArn = executionArnOf(stack.stateMachineArn, name);
  switch (await startExecution(sfn, stack.stateMachineArn, name, JSON.stringify(input))) {
    case "started":
      return executionArn;
    case "no-machine":
      throw notReady(
        "The state machine is not there. Try again in a few seconds; if that does not help, update the source in Pipedream to recreate it.",
        15,
      );
    case "exists": {
      // Nobody else knows a name that was made here: the answer to an earlier attempt was lost.
      if (name !== input.task.id) return executionArn;
      // It is not documented whether AWS compares inputs as text; the same task in another order of keys is the same.
      const existing = await describeExecution(sfn, executionArn);
      if (typeof existing === "object" && isSameTask(existing, input)) return executionArn;
      throw idInUse();
    }
  }
}

function isSameTask(existing: { status: string; input: string }, input: ExecutionInput): boolean {
  if (existing.status !== "RUNNING") return false;
  return isDeepStrictEqual(JSON.parse(existing.input), JSON.parse(JSON.stringify(input)));
}
