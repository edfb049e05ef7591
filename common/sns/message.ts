import { Ajv } from "ajv";
import { RequestError } from "../errors.ts";

interface SignedFields {
  readonly Message: string;
  readonly MessageId: string;
  readonly Timestamp: string;
  readonly TopicArn: string;
  readonly SignatureVersion: "1" | "2";
  readonly Signature: string;
  readonly SigningCertURL: string;
}

export interface Notification extends SignedFields {
  readonly Type: "Notification";
  readonly Subject?: string;
}

export interface Confirmation extends SignedFields {
  readonly Type: "SubscriptionConfirmation" | "UnsubscribeConfirmation";
  readonly SubscribeURL: string;
  readonly Token: string;
}

/** A message that has the form of one from SNS. Who sent it is not known yet. */
export type SnsMessage = Notification | Confirmation;

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
  type: "object",
  oneOf: [
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

const isSnsMessage = new Ajv().compile<SnsMessage>(schema);

/** The SNS message that a body holds. Throws if it has not the form of one. */
export function parseSnsMessage(body: unknown): SnsMessage {
  if (isSnsMessage(body)) return body;
  throw new RequestError(
    "invalid_request",
    "This is not a message from SNS, which is what / takes. To schedule a task, POST it to /schedule.",
  );
}
