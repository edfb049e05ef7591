import type { HostLimits } from "../context.ts";
import { RequestError } from "../errors.ts";
import { type DeliveredTask, serialiseDeliveredTask } from "./task.ts";

/** SNS: a message's bytes in UTF-8. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const SNS_MESSAGE_LIMIT_BYTES = 262_144;

/** The longest token there is. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html */
const TASK_TOKEN = "x".repeat(2_048);

/** Step Functions has the same limit for what it is about to publish, which holds the topic's ARN too. */
const PARAMETERS_OVERHEAD_BYTES = 512;

/** What SNS puts around a message: its ids, URLs, signature and the longest ARNs. Real ones are about 1 KB. */
const ENVELOPE_OVERHEAD_BYTES = 2_500;

type BodyLimit = Pick<HostLimits, "bodyBytes">;

/**
 * Refuses what could be accepted but never delivered. SNS carries the task as text in a JSON envelope, where quotes,
 * backslashes and control characters are escaped once more; so the limit depends on what the message is made of.
 */
export function requireDeliverable(delivered: DeliveredTask, limits: BodyLimit): void {
  const excess = excessOf(delivered, limits);
  if (!excess) return;
  const { messages } = delivered.task;
  const advice =
    messages === undefined
      ? "Store it elsewhere and send a reference."
      : `The first ${countThatFits(delivered, messages, limits)} of the ${messages.length} messages would fit.`;
  throw new RequestError("message_too_large", `${excess} ${advice}`);
}

/** By what a task is too large, in words. */
function excessOf(delivered: DeliveredTask, { bodyBytes }: BodyLimit): string | undefined {
  const text = serialiseDeliveredTask({ ...delivered, taskToken: TASK_TOKEN });
  const bytes = Buffer.byteLength(text) + PARAMETERS_OVERHEAD_BYTES;
  if (bytes > SNS_MESSAGE_LIMIT_BYTES) return tooLarge("as SNS carries it", bytes, SNS_MESSAGE_LIMIT_BYTES);
  const envelopeBytes = Buffer.byteLength(JSON.stringify(text)) + ENVELOPE_OVERHEAD_BYTES;
  if (envelopeBytes <= bodyBytes) return undefined;
  return tooLarge("as SNS delivers it, with quotes and backslashes escaped", envelopeBytes, bodyBytes);
}

function tooLarge(form: string, bytes: number, limit: number): string {
  return `The message is too large: ${bytes} bytes ${form}, where ${limit} is the limit.`;
}

function countThatFits(delivered: DeliveredTask, messages: readonly unknown[], limits: BodyLimit): number {
  let fits = 0;
  let tooMany = messages.length;
  while (tooMany - fits > 1) {
    const count = Math.floor((fits + tooMany) / 2);
    const task = { ...delivered.task, messages: messages.slice(0, count) };
    if (excessOf({ ...delivered, task }, limits)) tooMany = count;
    else fits = count;
  }
  return fits;
}
