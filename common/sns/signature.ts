import { type KeyObject, verify } from "node:crypto";
import type { SnsMessage } from "./message.ts";

const ALGORITHM = { "1": "RSA-SHA1", "2": "RSA-SHA256" } as const;

/**
 * What SNS signs: names and values, a line each, in this order.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function stringToSign(message: SnsMessage): string {
  const { Message, MessageId, Timestamp, TopicArn, Type } = message;
  const fields =
    message.Type === "Notification"
      ? {
          Message,
          MessageId,
          ...(message.Subject !== undefined && { Subject: message.Subject }),
          Timestamp,
          TopicArn,
          Type,
        }
      : {
          Message,
          MessageId,
          SubscribeURL: message.SubscribeURL,
          Timestamp,
          Token: message.Token,
          TopicArn,
          Type,
        };
  return Object.entries(fields)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join("");
}

/** Whether the message carries the signature of the key's owner. */
export function isSignedBy(message: SnsMessage, publicKey: KeyObject): boolean {
  const signature = Buffer.from(message.Signature, "base64");
  return verify(
    ALGORITHM[message.SignatureVersion],
    Buffer.from(stringToSign(message)),
    publicKey,
    signature,
  );
}
