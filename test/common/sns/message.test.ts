import { describe, expect, it } from "vitest";
import { parseSnsMessage } from "../../../common/sns/message.ts";
import { STACK } from "../given.ts";
import { confirmation, notification, unsubscribeConfirmation } from "./given.ts";

describe("parseSnsMessage", () => {
  it.each([
    notification,
    { ...notification, Subject: "s" },
    { ...notification, UnsubscribeURL: "https://x", MessageAttributes: {} },
    confirmation,
    unsubscribeConfirmation,
  ])("takes a $Type", (message) => {
    expect(parseSnsMessage(message)).toBe(message);
  });

  it.each([
    ["no object", "text"],
    ["null", null],
    ["a list", [notification]],
    ["an unknown type", { ...notification, Type: "Other" }],
    ["a type with line breaks", { ...notification, Type: "Notification\nMessageId\nx" }],
    ["a type in a list", { ...notification, Type: ["Notification"] }],
    ["a Message that is no text", { ...notification, Message: { a: 1 } }],
    ["a Subject that is no text", { ...notification, Subject: null }],
    ["an unknown signature version", { ...notification, SignatureVersion: "3" }],
    ["a signature version that is a number", { ...notification, SignatureVersion: 1 }],
    ["a Token that is no text", { ...confirmation, Token: 1 }],
    ["a SubscribeURL that is no text", { ...confirmation, SubscribeURL: null }],
    ["a TopicArn in a list", { ...notification, TopicArn: [STACK.topicArn] }],
  ])("refuses %s", (_, body) => {
    expect(() => parseSnsMessage(body)).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        message: expect.stringContaining("POST it to /schedule"),
      }),
    );
  });

  it.each(Object.keys(notification))("refuses a notification without its %s", (field) => {
    expect(() => parseSnsMessage({ ...notification, [field]: undefined })).toThrow("not a message from SNS");
  });

  it.each(Object.keys(confirmation))("refuses a confirmation without its %s", (field) => {
    expect(() => parseSnsMessage({ ...confirmation, [field]: undefined })).toThrow("not a message from SNS");
  });
});
