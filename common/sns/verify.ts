import type { Context } from "../context.ts";
import { untrusted } from "../errors.ts";
import type { LocatedStack } from "../stack.ts";
import { signingCertificate } from "./certificate.ts";
import type { SnsMessage } from "./message.ts";
import { isSignedBy } from "./signature.ts";

/** Deliveries have been late for weeks; a claim, not their age, keeps repetitions out. */
const MAX_AGE_MS = 24 * 3_600_000;
const MAX_CLOCK_SKEW_MS = 15 * 60_000;

declare const verified: unique symbol;

/** A message that SNS itself signed, lately, for a topic of ours. */
export type VerifiedMessage = SnsMessage & { readonly [verified]: true };

/** Verifies a message of the stack's topic. Throws `untrusted_message`, or `not_ready` if it cannot be told now. */
export async function verify(
  message: SnsMessage,
  stack: LocatedStack,
  context: Context,
): Promise<VerifiedMessage> {
  if (message.TopicArn !== stack.topicArn) throw untrusted("it is of another topic");
  if (!isFresh(message.Timestamp, context.now()))
    throw untrusted("its timestamp is too old, or in the future");
  const endpoint = await context.aws(stack).snsEndpoint();
  const certificate = await signingCertificate(message.SigningCertURL, message.TopicArn, endpoint, context);
  if (!isSignedBy(message, certificate.publicKey)) throw untrusted("its signature is wrong");
  return message as VerifiedMessage;
}

export function isFresh(timestamp: string, now: number): boolean {
  const ageMs = now - Date.parse(timestamp);
  return ageMs <= MAX_AGE_MS && ageMs >= -MAX_CLOCK_SKEW_MS;
}
