import { describe, expect, it } from "vitest";
import { parseSnsMessage } from "../../../common/sns/message.ts";
import { confirmation, notification, unsubscribeConfirmation } from "./given.ts";

const messages = [{ ...notification, Subject: "s" }, confirmation, unsubscribeConfirmation];
const fields = messages.flatMap((message) =>
  Object.keys(message).map((field) => ({ message, type: message.Type, field })),
);

describe("the type of every field of a message is exact", () => {
  it.each(fields)(
    "$field of a $type is text, and nothing that turns into the same text",
    ({ message, field }) => {
      const text = Reflect.get(message, field);
      for (const value of [[text], { toString: () => text }, null, 1, true]) {
        expect(() => parseSnsMessage({ ...message, [field]: value }), JSON.stringify(value)).toThrow(
          "not a message from SNS",
        );
      }
    },
  );

  it.each(fields.filter(({ field }) => field !== "Subject"))(
    "$field of a $type must be there",
    ({ message, field }) => {
      const rest = Object.fromEntries(Object.entries(message).filter(([name]) => name !== field));
      expect(() => parseSnsMessage(rest)).toThrow("not a message from SNS");
    },
  );

  it.each(["1", "2"])("SignatureVersion may be %s", (SignatureVersion) => {
    const message = { ...notification, SignatureVersion };
    expect(parseSnsMessage(message)).toBe(message);
  });
});
