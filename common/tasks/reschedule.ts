import { executionArnOf } from "../aws/arn.ts";
import { startExecution } from "../aws/execution.ts";
import type { Context } from "../context.ts";
import { alreadyFinished, executionNotFound, notReady } from "../errors.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import { poll } from "../retry.ts";
import { describeStarted, hasReplaced, nextName, stopAndLook } from "./chain.ts";
import { type Found, follow, withTask } from "./find.ts";
import { cancellationBy, pointerTo, toOutcome } from "./outcome.ts";
import { requirePending, requireSeen } from "./pending.ts";
import { parseRescheduleRequest, type Timing } from "./requests.ts";
import { requireDeliverable } from "./size.ts";
import { type ExecutionInput, isSameTask, parseExecutionInput } from "./task.ts";
import { toWaitTimestamp } from "./timestamp.ts";

/** So many other requests may give the task a time while this one is served. */
const MAX_OVERTAKEN = 20;
/** How long AWS may take to show an execution that was started a moment ago, before it counts as none. */
const NEW = { timeoutMs: 3_000, firstDelayMs: 250, maxDelayMs: 1_000 };

interface Rescheduled {
  readonly executionArn: string;
  readonly timestamp: string;
  readonly id?: string;
  /** The execution that had the task before. Absent where a first time stays as it is. */
  readonly replaced?: string;
}

/** Serves `POST /reschedule`: starts an execution for the new time, and then stops the one for the old. */
export async function reschedule(body: unknown, context: Context): Promise<HttpResponse> {
  const request = parseRescheduleRequest(body, context.now());
  const rescheduled = await withTask(request, (found) => rescheduleFound(found, request, context), context);
  context.log.info(
    `Rescheduled ${rescheduled.replaced ?? rescheduled.executionArn} for ${request.timestamp}`,
  );
  return jsonResponse(200, rescheduled);
}

/** Gives the task its time, after whatever other requests have begun: those are brought to their end first. */
async function rescheduleFound(
  first: Found,
  timing: Timing,
  context: Context,
): Promise<Rescheduled | undefined> {
  let found = await waitIfNew(first, context);
  if (found.seen === "not-found") return undefined;
  for (let round = 0; round < MAX_OVERTAKEN; round++) {
    const done = await moveTo(timing, found, context);
    if (done) return done;
    found = await follow(found.name, found.stack, false, context);
  }
  throw notReady("The task is being given other times at the moment. Try again.");
}

/** A task that was scheduled a moment ago may not be shown yet. */
async function waitIfNew(found: Found, context: Context): Promise<Found> {
  const look = () => follow(found.name, found.stack, false, context);
  return found.seen === "not-found" ? poll(look, ({ seen }) => seen !== "not-found", NEW, context) : found;
}

/** One attempt; `undefined` if another request was first, and the task is at another execution now. */
async function moveTo(timing: Timing, found: Found, context: Context): Promise<Rescheduled | undefined> {
  const { name, stack, executionArn, seen } = found;
  const execution = requireSeen(seen);
  requirePending("reschedule", toOutcome(execution));
  const current = parseExecutionInput(execution.input)?.task;
  if (!current) throw executionNotFound("This source has no such task.");
  if (current.replaces !== undefined && !found.isPointedTo) {
    await requireReplaced(current.replaces, found, context);
  }
  const { timestamp, delay } = timing;
  const id = current.id === undefined ? {} : { id: current.id };
  if (current.timestamp === timestamp) {
    const { replaces } = current;
    const replaced =
      replaces === undefined ? {} : { replaced: executionArnOf(stack.stateMachineArn, replaces) };
    return { executionArn, timestamp, ...id, ...replaced };
  }

  const newName = nextName(name);
  const task = { ...current, timestamp, replaces: name };
  const waitUntil = toWaitTimestamp(Date.parse(timestamp));
  const input: ExecutionInput = { waitUntil, task, ...(delay !== undefined && { delay }) };
  const newArn = executionArnOf(stack.stateMachineArn, newName);
  requireDeliverable({ executionArn: newArn, task }, context.limits);
  const isOwn = await startOrJoin(newName, input, found, context);
  const ended = await stopAndLook(executionArn, pointerTo(newName), stack, context);
  const outcome = typeof ended === "object" ? toOutcome(ended) : undefined;
  if (outcome?.kind === "rescheduled") {
    return isOwn ? { executionArn: newArn, timestamp, ...id, replaced: executionArn } : undefined;
  }
  // It was emitted or cancelled first, so the new time never counted.
  await stopAndLook(newArn, cancellationBy("its former time"), stack, context);
  if (outcome) requirePending("reschedule", outcome);
  throw executionNotFound("This source has no such task.");
}

/** Whether the execution of that name has this request's time, rather than that of another request. */
async function startOrJoin(
  name: string,
  input: ExecutionInput,
  { stack }: Found,
  context: Context,
): Promise<boolean> {
  const { sfn } = context.aws(stack);
  switch (await startExecution(sfn, stack.stateMachineArn, name, JSON.stringify(input))) {
    case "started":
      return true;
    case "no-machine":
      throw notReady("The state machine of this task is being deleted, and the task with it.", 15);
    case "exists": {
      const existing = await describeStarted(executionArnOf(stack.stateMachineArn, name), stack, context);
      const other = parseExecutionInput(requireSeen(existing).input);
      return isSameTask(other?.task, input.task);
    }
  }
}

/** It was found by its own name, so the request that started it may have died before it counted. */
async function requireReplaced(former: string, { name, stack, executionArn }: Found, context: Context) {
  if (await hasReplaced(former, name, stack, context)) return;
  await stopAndLook(executionArn, cancellationBy("its former time"), stack, context);
  throw alreadyFinished("reschedule", "it has been emitted or cancelled at its former time");
}
