import type { Call } from "../call.ts";
import { AwsError } from "../errors.ts";
import { optionalText, requireText } from "../input.ts";
import { isRecord } from "../json.ts";
import type { Operation, World } from "../world.ts";
import { deliver } from "./deliver.ts";
import { signedEnvelope } from "./envelope.ts";
import { invalidParameter } from "./errors.ts";
import { passesFilter } from "./filter-policy.ts";
import { outgoingNotification } from "./outgoing.ts";
import { requireTopicAt } from "./topics.ts";

/** Bytes. Topics may allow more by now, but not those with HTTP subscribers. */
const LONGEST_MESSAGE = 262_144;

export interface Publication {
  readonly messageId: string;
  /** Resolves when every subscriber has had the first attempt that is due now. */
  readonly delivered: Promise<void>;
}

export interface PublishInput {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string | undefined;
  readonly messageAttributes?: unknown;
}

export const publishOperation: Operation = (world, call) => {
  const { messageId, delivered } = publish(world, call.region, {
    topicArn: optionalText(call, "TargetArn") ?? requireText(call, "TopicArn"),
    message: requireText(call, "Message"),
    subject: optionalText(call, "Subject"),
    messageAttributes: call.input.MessageAttributes,
    ...refuseStructure(call),
  });
  world.background.run(delivered);
  return { MessageId: messageId };
};

export function publish(world: World, region: string, input: PublishInput): Publication {
  const topic = requireTopicAt(world, region, input.topicArn);
  if (input.message === "") throw invalidParameter("Empty message");
  const attributes = toMessageAttributes(input.messageAttributes);
  if (Buffer.byteLength(input.message) + attributeBytes(attributes) > LONGEST_MESSAGE) {
    throw invalidParameter("Message too long");
  }
  if (input.subject !== undefined && !/^[^\s\p{Cc}][^\p{Cc}]{0,99}$/u.test(input.subject)) {
    throw invalidParameter("Subject");
  }
  const envelope = signedEnvelope(world, topic, "Notification", {
    Message: input.message,
    ...(input.subject !== undefined && { Subject: input.subject }),
  });
  const subscriptions = [...world.subscriptions.values()].filter(
    (subscription) =>
      subscription.topic === topic &&
      subscription.state === "confirmed" &&
      passesFilter(subscription, attributes),
  );
  const deliveries = subscriptions.map((subscription) =>
    deliver(world, subscription, outgoingNotification(world, subscription, envelope, attributes)),
  );
  return { messageId: envelope.MessageId, delivered: Promise.all(deliveries).then(() => {}) };
}

function refuseStructure(call: Call): object {
  if (optionalText(call, "MessageStructure") === undefined) return {};
  throw new AwsError(400, "InvalidParameter", "Invalid parameter: MessageStructure is not in this stand-in");
}

type MessageAttributes = Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;

function toMessageAttributes(input: unknown): MessageAttributes {
  if (!isRecord(input)) return {};
  const entries = Object.entries(input).map(([name, value]) => {
    const { DataType, StringValue, BinaryValue } = isRecord(value) ? value : {};
    return [name, { Type: String(DataType), Value: String(StringValue ?? BinaryValue) }] as const;
  });
  return Object.fromEntries(entries);
}

function attributeBytes(attributes: MessageAttributes): number {
  const texts = Object.entries(attributes).flatMap(([name, { Type, Value }]) => [name, Type, Value]);
  return Buffer.byteLength(texts.join(""));
}
