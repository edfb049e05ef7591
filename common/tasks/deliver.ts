import { executionNameOf } from "../aws/arn.ts";
import type { Context } from "../context.ts";
import { notReady, untrusted } from "../errors.ts";
import type { Stack } from "../stack.ts";
import { claim } from "./claim.ts";
import { type DeliveredTask, parseDeliveredTask } from "./delivered-task.ts";

/** SNS waits 15 s for an answer, so a task that comes a little early can be held until it is due. */
const LONGEST_HOLD_MS = 5_000;

/** A notification, after its signature was verified. */
export interface Delivery {
  /** What the state machine published. */
  readonly text: string;
  readonly messageId: string;
  /** When SNS took it, in ms. */
  readonly publishedAt: number;
}

/** Emits the task that a notification carries, once it is due, if this delivery is the one to emit it. */
export async function deliver(
  { text, messageId, publishedAt }: Delivery,
  stack: Stack,
  context: Context,
): Promise<void> {
  const delivered = parseDeliveredTask(text);
  const { executionArn, taskToken, task } = delivered;
  const name = executionNameOf(executionArn, stack.stateMachineArn ?? "");
  if (!name) throw untrusted("it is of another state machine");
  await untilDue(Date.parse(task.timestamp), context);
  // In the plain mode, the execution has ended with the publish, and there is nothing to claim.
  if (taskToken !== undefined) {
    const decision = await claim({ executionArn, taskToken, messageId, publishedAt }, stack, context);
    if (decision === "drop") return;
  }
  const summary = `Task ${name}, due ${task.timestamp}`;
  await context.emit({ event: toEvent(delivered), key: keyOf(name, stack), summary, publishedAt });
  context.log.info(`Emitted ${executionArn}`);
}

/** The event as consumers see it. */
export function toEvent({ executionArn, task: { timestamp, message, id } }: DeliveredTask) {
  return { timestamp, message, executionArn, ...(id !== undefined && { id }) };
}

/** The execution's name. AWS forgets names with their state machine, so a later stack's may be the same: its number tells. */
function keyOf(name: string, { number }: Stack): string {
  return number === 1 ? name : `${name}~${number}`;
}

/** Never early: Step Functions rounds times, and its clock is another one than ours. */
async function untilDue(due: number, { now, sleep }: Context): Promise<void> {
  const leftMs = due - now();
  if (leftMs > LONGEST_HOLD_MS) throw notReady("The task is not due yet.", Math.ceil(leftMs / 1_000));
  if (leftMs > 0) await sleep(leftMs);
}
