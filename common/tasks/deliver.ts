import { executionNameOf } from "../aws/arn.ts";
import type { Context } from "../context.ts";
import { notReady, RequestError } from "../errors.ts";
import type { Stack } from "../state.ts";
import { type DeliveredTask, parseDeliveredTask } from "./delivered-task.ts";

/** SNS waits 15 s for an answer, so a task that comes a little early can be held until it is due. */
const LONGEST_HOLD_MS = 5_000;

/** Emits the task that a notification carries, once it is due. */
export async function deliver(
  text: string,
  publishedAt: number,
  stack: Stack,
  context: Context,
): Promise<void> {
  const delivered = parseDeliveredTask(text);
  const name = executionNameOf(delivered.executionArn, stack.stateMachineArn ?? "");
  if (!name) throw new RequestError("untrusted_message", "The notification is of another state machine.");
  await untilDue(Date.parse(delivered.task.timestamp), context);
  await context.emit(toEvent(delivered), {
    id: name,
    summary: `Task ${name}, due ${delivered.task.timestamp}`,
    ts: publishedAt,
  });
  context.log.info(`Emitted ${delivered.executionArn}`);
}

/** The event as consumers see it. */
export function toEvent({ executionArn, task: { timestamp, message, id } }: DeliveredTask) {
  return { timestamp, message, executionArn, ...(id !== undefined && { id }) };
}

/** Never early: Step Functions rounds times, and its clock is another one than ours. */
async function untilDue(due: number, { now, sleep }: Context): Promise<void> {
  const leftMs = due - now();
  if (leftMs > LONGEST_HOLD_MS) throw notReady("The task is not due yet.", Math.ceil(leftMs / 1_000));
  if (leftMs > 0) await sleep(leftMs);
}
