import { randomUUID } from "node:crypto";
import { executionArnOf } from "../aws/arn.ts";
import { describeExecution, type Execution, startExecution } from "../aws/execution.ts";
import type { Context } from "../context.ts";
import { idInUse, notReady } from "../errors.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import type { CompleteStack } from "../stack.ts";
import { currentStack, readState } from "../state.ts";
import { askElsewhere } from "./elsewhere.ts";
import { parseScheduleRequest } from "./requests.ts";
import { requireDeliverable } from "./size.ts";
import { checkSubscription } from "./subscription-check.ts";
import { type ExecutionInput, isSameTask, parseExecutionInput } from "./task.ts";
import { toWaitTimestamp } from "./timestamp.ts";

/** Serves `POST /schedule`: starts the execution that waits for the task's time. */
export async function schedule(body: unknown, context: Context): Promise<HttpResponse> {
  const { content, timestamp, delay, id } = parseScheduleRequest(body, context.now());
  const stack = requireStack(context);
  const name = id ?? randomUUID();
  const task = { timestamp, ...content, ...(id !== undefined && { id }) };
  requireDeliverable({ executionArn: executionArnOf(stack.stateMachineArn, name), task }, context.limits);
  const waitUntil = toWaitTimestamp(Date.parse(timestamp));
  const input: ExecutionInput = { waitUntil, task, ...(delay !== undefined && { delay }) };
  const [scheduled] = await Promise.all([
    findOrStart(name, input, stack, context),
    checkSubscription(stack, context),
  ]);
  context.log.info(`Scheduled ${scheduled.executionArn} for ${scheduled.timestamp}`);
  return jsonResponse(200, { ...scheduled, ...(id !== undefined && { id }) });
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
): Promise<Scheduled> {
  const elsewhere =
    input.task.id === undefined ? undefined : await findElsewhere(name, input, stack, context);
  return elsewhere ?? start(name, input, stack, context);
}

interface Scheduled {
  readonly executionArn: string;
  /** That of the first request, where this one repeats it. */
  readonly timestamp: string;
}

/** The task of that id if it was scheduled before the source was given another region or account, and is the same. */
async function findElsewhere(
  id: string,
  input: ExecutionInput,
  current: CompleteStack,
  context: Context,
): Promise<Scheduled | undefined> {
  const others = readState(context.db).stacks.filter(({ number }) => number !== current.number);
  const found = await Promise.all(
    others.map(async (stack) => {
      if (!stack.stateMachineArn) return undefined;
      const executionArn = executionArnOf(stack.stateMachineArn, id);
      const ask = () => describeExecution(context.aws(stack).sfn, executionArn);
      const existing = await askElsewhere(stack, ask, context);
      if (typeof existing !== "object") return undefined;
      const timestamp = timestampIfSame(existing, input);
      if (timestamp === undefined) throw idInUse();
      return { executionArn, timestamp };
    }),
  );
  return found.find((scheduled) => scheduled !== undefined);
}

async function start(
  name: string,
  input: ExecutionInput,
  stack: CompleteStack,
  context: Context,
): Promise<Scheduled> {
  const { sfn } = context.aws(stack);
  const { timestamp } = input.task;
  const executionArn = executionArnOf(stack.stateMachineArn, name);
  switch (await startExecution(sfn, stack.stateMachineArn, name, JSON.stringify(input))) {
    case "started":
      return { executionArn, timestamp };
    case "no-machine":
      throw notReady(
        "The state machine is not there. Try again later; if that does not help, update the source.",
        15,
      );
    case "exists": {
      // Nobody else knows a name that was made here: the answer to an earlier attempt was lost.
      if (name !== input.task.id) return { executionArn, timestamp };
      // It is not documented whether AWS compares inputs as text; the same task in another order of keys is the same.
      const existing = await describeExecution(sfn, executionArn);
      const first = typeof existing === "object" ? timestampIfSame(existing, input) : undefined;
      if (first === undefined) throw idInUse();
      return { executionArn, timestamp: first };
    }
  }
}

/** The time of an existing task if it is the one that is asked for. A delay counts from the first request for it. */
function timestampIfSame({ status, input }: Execution, asked: ExecutionInput): string | undefined {
  const existing = parseExecutionInput(input);
  if (status !== "RUNNING" || !existing || existing.delay !== asked.delay) return undefined;
  const { timestamp } = existing.task;
  const task = asked.delay === undefined ? asked.task : { ...asked.task, timestamp };
  return isSameTask(existing.task, task) ? timestamp : undefined;
}
