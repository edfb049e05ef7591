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

/** The SNS message that a body holds. Throws if it is not shaped like one. */
export function parseSnsMessage(body: unknown): SnsMessage {
  if (isSnsMessage(body)) return body;
  throw new RequestError(
    "invalid_request",
    "This is not a message from SNS, which is what / takes. To schedule a task, POST it to /schedule.",
  );
}

const SIGNED_TEXTS = ["Message", "MessageId", "Timestamp", "TopicArn", "Signature", "SigningCertURL"];

/**
 * Exact types are part of the security. SNS signs values as text and does not escape them: a line break in `Type` could
 * cut a genuine message of somebody else's topic anew, and a list or a number would be signed as the text it turns into.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
function isSnsMessage(body: unknown): body is SnsMessage {
  if (typeof body !== "object" || body === null) return false;
  const fields = body as Readonly<Record<string, unknown>>;
  const areTexts = (names: readonly string[]) => names.every((name) => typeof fields[name] === "string");
  if (!areTexts(SIGNED_TEXTS)) return false;
  if (fields.SignatureVersion !== "1" && fields.SignatureVersion !== "2") return false;
  switch (fields.Type) {
    case "Notification":
      return fields.Subject === undefined || areTexts(["Subject"]);
    case "SubscriptionConfirmation":
    case "UnsubscribeConfirmation":
      return areTexts(["SubscribeURL", "Token"]);
    default:
      return false;
  }
}
