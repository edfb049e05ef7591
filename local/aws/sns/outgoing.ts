import type { World } from "../world.ts";
import { effectiveDeliveryPolicy } from "./delivery-policy.ts";
import { type Envelope, printEnvelope } from "./envelope.ts";
import type { MessageType, Outgoing, Subscription } from "./types.ts";

const PLAIN_TEXT = "text/plain; charset=UTF-8";

/** A message without a link to unsubscribe: about the subscription itself. Always sent as plain text. */
export function outgoingConfirmation(subscription: Subscription, envelope: Envelope): Outgoing {
  const isUnsubscribe = envelope.Type === "UnsubscribeConfirmation";
  const headers = {
    ...commonHeaders(envelope, PLAIN_TEXT),
    ...(isUnsubscribe && subscriptionHeader(subscription)),
  };
  return outgoing(envelope.Type, envelope.MessageId, headers, printEnvelope(envelope));
}

export function outgoingNotification(
  world: World,
  subscription: Subscription,
  envelope: Envelope,
  messageAttributes: Readonly<Record<string, unknown>>,
): Outgoing {
  const contentType = effectiveDeliveryPolicy(subscription).requestPolicy.headerContentType;
  const headers = { ...commonHeaders(envelope, contentType), ...subscriptionHeader(subscription) };
  if (subscription.attributes.get("RawMessageDelivery") === "true") {
    const raw = { ...headers, "x-amz-sns-rawdelivery": "true" };
    return outgoing("Notification", envelope.MessageId, raw, envelope.Message);
  }
  const body = printEnvelope({
    ...envelope,
    UnsubscribeURL: `${world.url()}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    ...(Object.keys(messageAttributes).length > 0 && { MessageAttributes: messageAttributes }),
  });
  return outgoing("Notification", envelope.MessageId, headers, body);
}

function commonHeaders(envelope: Envelope, contentType: string): Record<string, string> {
  return {
    "x-amz-sns-message-type": envelope.Type,
    "x-amz-sns-message-id": envelope.MessageId,
    "x-amz-sns-topic-arn": envelope.TopicArn,
    "Content-Type": contentType,
    "User-Agent": "Amazon Simple Notification Service Agent",
    "Accept-Encoding": "gzip,deflate",
  };
}

function subscriptionHeader({ arn }: Subscription): Record<string, string> {
  return { "x-amz-sns-subscription-arn": arn };
}

function outgoing(
  type: MessageType,
  messageId: string,
  headers: Record<string, string>,
  body: string,
): Outgoing {
  const length = String(Buffer.byteLength(body));
  return { type, messageId, headers: { ...headers, "Content-Length": length }, body };
}
