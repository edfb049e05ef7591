import { Ajv } from "ajv";
import type { SnsMessage } from "./message.ts";

const text = { type: "string" };
const signedFields = {
  Message: text,
  MessageId: text,
  Timestamp: text,
  TopicArn: text,
  SignatureVersion: { enum: ["1", "2"] },
  Signature: text,
  SigningCertURL: text,
};
const required = Object.keys(signedFields);

/**
 * Exact types are part of the security: signed values are not escaped, so a genuine message of somebody else's topic
 * could be cut anew with line breaks in `Type`; and only strings are signed as what they are.
 */
const schema = {
  $id: "isSnsMessage",
  type: "object",
  anyOf: [
    {
      required: ["Type", ...required],
      properties: { Type: { const: "Notification" }, Subject: { type: "string" }, ...signedFields },
    },
    {
      required: ["Type", "SubscribeURL", "Token", ...required],
      properties: {
        Type: { enum: ["SubscriptionConfirmation", "UnsubscribeConfirmation"] },
        SubscribeURL: text,
        Token: text,
        ...signedFields,
      },
    },
  ],
};

/** Compiled when this is loaded; `npm run build` puts the function that ajv writes in place of this file. */
export const ajv = new Ajv({ code: { source: true, esm: true } });

export const isSnsMessage = ajv.compile<SnsMessage>(schema);
