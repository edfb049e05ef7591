import { executionNameOf } from "../aws/arn.ts";
import type { Context } from "../context.ts";
import { notReady, untrusted } from "../errors.ts";
import type { Stack } from "../stack.ts";
import { hasReplaced } from "./chain.ts";
import { claim } from "./claim.ts";
import { type DeliveredTask, parseDeliveredTask } from "./task.ts";

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
  const { stateMachineArn } = stack;
  if (task.replaces !== undefined && stateMachineArn !== undefined) {
    const isOurs = await hasReplaced(task.replaces, name, { ...stack, stateMachineArn }, context);
    if (!isOurs) {
      context.log.info(
        `Not emitted: ${executionArn}, for the task was emitted or cancelled at its former time`,
      );
      return;
    }
  }
  const key = keyOf(name, stack);
  const summary = `Task ${name}, due ${task.timestamp}`;
  for (const [index, event] of toEvents(delivered).entries()) {
    const isSeveral = task.messages !== undefined;
    await context.emit({ event, key: isSeveral ? `${key}#${index}` : key, summary, publishedAt });
  }
  context.log.info(`Emitted ${executionArn}`);
}

/** The events as consumers see them: one, or one for each of several messages. */
export function toEvents({ executionArn, task }: DeliveredTask): object[] {
  const { timestamp, message, messages, id } = task;
  const name = id === undefined ? {} : { id };
  if (messages === undefined) return [{ timestamp, message, executionArn, ...name }];
  const count = messages.length;
  return messages.map((one, index) => ({ timestamp, message: one, executionArn, ...name, index, count }));
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
