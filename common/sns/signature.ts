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
  const end = `TopicArn\n${TopicArn}\nType\n${Type}\n`;
  if (message.Type === "Notification") {
    const subject = message.Subject === undefined ? "" : `Subject\n${message.Subject}\n`;
    return ["Message\n", Message, `\nMessageId\n${MessageId}\n${subject}Timestamp\n${Timestamp}\n${end}`];
  }
  const { SubscribeURL, Token } = message;
  const lines = `SubscribeURL\n${SubscribeURL}\nTimestamp\n${Timestamp}\nToken\n${Token}\n`;
  return ["Message\n", Message, `\nMessageId\n${MessageId}\n${lines}${end}`];
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
