import { createHash } from "node:crypto";
import { executionNameOf } from "../aws/arn.ts";
import { isAwsError, isDenied } from "../aws/failures.ts";
import { acknowledge, isOpen } from "../aws/task-token.ts";
import type { Context } from "../context.ts";
import { describeError, notReady, RequestError } from "../errors.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import { retry } from "../retry.ts";
import type { Stack } from "../state.ts";
import { type DeliveredTask, parseDeliveredTask } from "./delivered-task.ts";
import { forgetEmitted, isEmitted, rememberEmitted } from "./emitted.ts";

/** SNS waits 15 s for an answer, so a task that comes a little early can be held until it is due. */
const LONGEST_HOLD_MS = 5_000;
/** What is emitted and not acknowledged comes again, so this tries longer than the SDK does by itself. */
const ACKNOWLEDGE_TIMEOUT_MS = 6_000;

/** Emits the task that a notification carries, once it is due, unless it is no longer open. */
export async function deliver(
  text: string,
  publishedAt: number,
  stack: Stack,
  context: Context,
): Promise<void> {
  const delivered = parseDeliveredTask(text);
  const { executionArn, taskToken, task } = delivered;
  const name = executionNameOf(executionArn, stack.stateMachineArn ?? "");
  if (!name) throw new RequestError("untrusted_message", "The notification is of another state machine.");
  await untilDue(Date.parse(task.timestamp), context);
  const emit = async () => {
    const summary = `Task ${name}, due ${task.timestamp}`;
    await context.emit(toEvent(delivered), { id: eventId(name, stack), summary, ts: publishedAt });
    context.log.info(`Emitted ${executionArn}`);
  };
  // Its execution has ended with the publish, so there is nothing to ask, to acknowledge or to cancel any more.
  if (taskToken === undefined) return emit();
  // A cancellation that comes between the question and the event would be told that it was in time.
  await oneAtATime(executionArn, async () => {
    // Of one that comes again only because its acknowledgement failed, that alone is left to do.
    if (!isEmitted(executionArn, stack)) {
      if (!(await isWanted(executionArn, taskToken, stack, context))) return;
      await emit();
      rememberEmitted(executionArn, stack);
    }
    await settle(executionArn, taskToken, stack, context);
  });
}

/** The event as consumers see it. */
export function toEvent({ executionArn, task: { timestamp, message, id } }: DeliveredTask) {
  return { timestamp, message, executionArn, ...(id !== undefined && { id }) };
}

/**
 * By which Pipedream knows a repetition among its last hundred: the execution's name, and from the second state machine
 * on its number, for an `id` may be used again then. Of more than 64 characters Pipedream knows none.
 */
function eventId(name: string, { generation = 1 }: Stack): string {
  if (generation === 1) return name;
  return createHash("sha256").update(`${name} ${generation}`).digest("hex");
}

/** Never early: Step Functions rounds times, and its clock is another one than ours. */
async function untilDue(due: number, { now, sleep }: Context): Promise<void> {
  const leftMs = due - now();
  if (leftMs > LONGEST_HOLD_MS) throw notReady("The task is not due yet.", Math.ceil(leftMs / 1_000));
  if (leftMs > 0) await sleep(leftMs);
}

/** Without the permission to ask with its token, a task is taken to be open. */
async function isWanted(
  executionArn: string,
  taskToken: string,
  stack: Stack,
  context: Context,
): Promise<boolean> {
  const open = await isOpen(context.aws(stack).sfn, taskToken);
  if (open === false) {
    context.log.info(`Not emitted: ${executionArn} was emitted or cancelled before, or published anew`);
  }
  return open !== false;
}

async function settle(
  executionArn: string,
  taskToken: string,
  stack: Stack,
  { aws, now, sleep, log }: Context,
): Promise<void> {
  const { sfn } = aws(stack);
  try {
    const isTaken = await retry(() => acknowledge(sfn, taskToken), {
      timeoutMs: ACKNOWLEDGE_TIMEOUT_MS,
      firstDelayMs: 500,
      maxDelayMs: 2_000,
      when: (error) => isAwsError(error) && !isDenied(error),
      now,
      sleep,
    });
    // Where it came too late the task is published again, or was acknowledged by an attempt whose answer was lost.
    if (isTaken) forgetEmitted(executionArn, stack);
  } catch (error) {
    if (!isDenied(error)) {
      throw notReady(`${executionArn} was emitted, and could not be acknowledged.`, 5, error);
    }
    log.warn(
      `${executionArn} was emitted, but cannot be acknowledged, so it is published again for days, until the policy of the AWS user allows states:SendTaskSuccess. ${describeError(error)}`,
    );
  }
}
