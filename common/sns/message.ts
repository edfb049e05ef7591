import { RequestError } from "../errors.ts";
import { isSnsMessage } from "./validators.ts";

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

/** The SNS message that a body holds. Throws if it has not the form of one. */
export function parseSnsMessage(body: unknown): SnsMessage {
  if (isSnsMessage(body)) return body;
  throw new RequestError(
    "invalid_request",
    "This is not a message from SNS, which is what / takes. To schedule a task, POST it to /schedule.",
  );
}
