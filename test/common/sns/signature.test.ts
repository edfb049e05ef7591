import { createPublicKey, X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { SnsMessage } from "../../../common/sns/message.ts";
import { isSignedBy, stringToSign } from "../../../common/sns/signature.ts";
import {
  confirmation,
  givenKeys,
  givenSigner,
  notification,
  type Signer,
  unsubscribeConfirmation,
} from "./given.ts";

describe("what SNS signs", () => {
  const { Message, MessageId, Timestamp, TopicArn } = notification;

  it("of a notification is a name and a value a line, in this order", () => {
    expect(stringToSign(notification)).toBe(
      `Message\n${Message}\nMessageId\n${MessageId}\nTimestamp\n${Timestamp}\nTopicArn\n${TopicArn}\nType\nNotification\n`,
    );
  });

  it.each(["Hi", ""])("has the subject %j in it where there is one", (Subject) => {
    expect(stringToSign({ ...notification, Subject })).toBe(
      `Message\n${Message}\nMessageId\n${MessageId}\nSubject\n${Subject}\nTimestamp\n${Timestamp}\nTopicArn\n${TopicArn}\nType\nNotification\n`,
    );
  });

  it.each([confirmation, unsubscribeConfirmation])("of a $Type has its URL and token in it", (message) => {
    const { SubscribeURL, Token } = message;
    expect(stringToSign(message)).toBe(
      `Message\n${message.Message}\nMessageId\n${MessageId}\nSubscribeURL\n${SubscribeURL}\nTimestamp\n${Timestamp}\nToken\n${Token}\nTopicArn\n${TopicArn}\nType\n${message.Type}\n`,
    );
  });
});

describe("a signature", () => {
  let signer: Signer;
  beforeAll(async () => {
    signer = await givenSigner();
  });
  const isSigned = (message: SnsMessage) => isSignedBy(message, new X509Certificate(signer.pem).publicKey);

  it.each(["1", "2"] as const)("of version %s is recognised", (SignatureVersion) => {
    for (const message of [
      notification,
      { ...notification, Subject: "s" },
      confirmation,
      unsubscribeConfirmation,
    ]) {
      expect(isSigned(signer.sign({ ...message, SignatureVersion }))).toBe(true);
    }
  });

  it.each(["Message", "MessageId", "Timestamp", "TopicArn"])("is wrong for another %s", (field) => {
    expect(isSigned({ ...signer.sign(notification), [field]: "other" })).toBe(false);
  });

  it.each(["SubscribeURL", "Token"])("is wrong for another %s of a confirmation", (field) => {
    expect(isSigned({ ...signer.sign(confirmation), [field]: "other" })).toBe(false);
  });

  it.each([
    ["another version", { SignatureVersion: "1" as const }],
    ["a subject that was added", { Subject: "s" }],
    ["an empty one", { Signature: "" }],
    ["one that is no base64", { Signature: "?" }],
  ])("is wrong with %s", (_, change) => {
    expect(isSigned({ ...signer.sign(notification), ...change })).toBe(false);
  });

  it("is wrong by another key", () => {
    expect(isSignedBy(signer.sign(notification), createPublicKey(givenKeys().publicKey))).toBe(false);
  });
});
