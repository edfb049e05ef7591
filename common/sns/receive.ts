import { isPassing } from "../aws/failures.ts";
import { requireJson } from "../body.ts";
import type { Context } from "../context.ts";
import { notReady } from "../errors.ts";
import { type HttpRequest, type HttpResponse, jsonResponse } from "../http.ts";
import type { LocatedStack } from "../stack.ts";
import { deliver } from "../tasks/deliver.ts";
import { confirm } from "./confirm.ts";
import { parseSnsMessage, type SnsMessage } from "./message.ts";
import { requireStackOf } from "./stack-of.ts";
import { type VerifiedMessage, verify } from "./verify.ts";

/** Serves what SNS posts. SNS repeats after 429 and 5xx; any other 4xx is for what is never to be accepted. */
export async function receive({ body, header }: HttpRequest, context: Context): Promise<HttpResponse> {
  requireSigned(header, context);
  const message = parseSnsMessage(requireJson(body));
  try {
    return await handle(message, context);
  } catch (error) {
    if (!isPassing(error)) throw error;
    throw notReady("AWS does not serve the source now.", 10, error);
  }
}

/** Raw delivery leaves out the signature. The message is not lost: SNS repeats it, and the task is published again. */
function requireSigned(header: HttpRequest["header"], { log }: Context): void {
  if (header("x-amz-sns-rawdelivery") !== "true") return;
  log.error(
    "SNS is set to raw message delivery, without signatures, so no task is emitted. Update the source to set that back",
  );
  throw notReady("Turn off raw message delivery.", 60);
}

async function handle(message: SnsMessage, context: Context): Promise<HttpResponse> {
  const stack = requireStackOf(message, context);
  await act(await verify(message, stack, context), stack, context);
  return jsonResponse(200, { received: message.Type });
}

async function act(message: VerifiedMessage, stack: LocatedStack, context: Context): Promise<void> {
  switch (message.Type) {
    case "Notification": {
      const { Message: text, MessageId: messageId, Timestamp } = message;
      return deliver({ text, messageId, publishedAt: Date.parse(Timestamp) }, stack, context);
    }
    case "SubscriptionConfirmation":
      return confirm(message, stack, context);
    case "UnsubscribeConfirmation":
      return context.log.warn(
        `The subscription to ${message.TopicArn} was removed. The next request to /schedule subscribes the endpoint again`,
      );
  }
}
