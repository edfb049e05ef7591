import { createVerify, type KeyObject } from "node:crypto";
import type { SnsMessage } from "./message.ts";

const ALGORITHM = { "1": "RSA-SHA1", "2": "RSA-SHA256" } as const;

/**
 * What SNS signs: names and values, a line each, in this order. Message comes in a piece of its own, so that a large one
 * is not copied to be verified.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
function signedPieces(message: SnsMessage): readonly string[] {
  const { Message, MessageId, Timestamp, TopicArn, Type } = message;
  const fields =
    message.Type === "Notification"
      ? {
          MessageId,
          ...(message.Subject !== undefined && { Subject: message.Subject }),
          Timestamp,
          TopicArn,
          Type,
        }
      : { MessageId, SubscribeURL: message.SubscribeURL, Timestamp, Token: message.Token, TopicArn, Type };
  const lines = Object.entries(fields).map(([name, value]) => `${name}\n${value}\n`);
  return ["Message\n", Message, `\n${lines.join("")}`];
}

export function stringToSign(message: SnsMessage): string {
  return signedPieces(message).join("");
}

/** Whether the message carries the signature of the key's owner. */
export function isSignedBy(message: SnsMessage, publicKey: KeyObject): boolean {
  const verifier = createVerify(ALGORITHM[message.SignatureVersion]);
  for (const piece of signedPieces(message)) verifier.update(piece);
  return verifier.verify(publicKey, message.Signature, "base64");
}
