import { randomUUID } from "node:crypto";
import type { World } from "../world.ts";
import type { MessageType, Topic } from "./types.ts";

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html */
const SIGNED_FIELDS: Record<MessageType, readonly string[]> = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: [
    "Message",
    "MessageId",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
  ],
  UnsubscribeConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
};

export interface EnvelopeFields {
  readonly Subject?: string;
  readonly Message: string;
  readonly Token?: string;
  readonly SubscribeURL?: string;
}

/** The signed fields of a message, in the order in which SNS writes them. The same for every subscriber. */
export function signedEnvelope(world: World, topic: Topic, type: MessageType, fields: EnvelopeFields) {
  const version = topic.attributes.get("SignatureVersion") ?? "1";
  const envelope = {
    Type: type,
    MessageId: randomUUID(),
    ...(fields.Token !== undefined && { Token: fields.Token }),
    TopicArn: topic.arn,
    ...(fields.Subject !== undefined && { Subject: fields.Subject }),
    Message: fields.Message,
    ...(fields.SubscribeURL !== undefined && { SubscribeURL: fields.SubscribeURL }),
    Timestamp: new Date(world.clock.now()).toISOString(),
  };
  return {
    ...envelope,
    SignatureVersion: version,
    Signature: world.signer.sign(version, stringToSign(type, envelope)),
    SigningCertURL: world.url() + world.signer.certificatePath,
  };
}

export type Envelope = ReturnType<typeof signedEnvelope>;

function stringToSign(type: MessageType, envelope: Readonly<Record<string, string>>): string {
  return SIGNED_FIELDS[type]
    .filter((name) => envelope[name] !== undefined)
    .map((name) => `${name}\n${envelope[name]}\n`)
    .join("");
}

/** As SNS prints it: two spaces of indentation at the top level, a space before the colon. */
export function printEnvelope(envelope: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(envelope).map(([name, value]) => `  "${name}" : ${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}`;
}
