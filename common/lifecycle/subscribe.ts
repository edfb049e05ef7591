import type { AwsClients } from "../aws/clients.ts";
import { ensureSubscription, isListed, type Subscriber } from "../aws/subscription.ts";
import type { Context } from "../context.ts";
import { poll } from "../retry.ts";

/** SNS forgets the subscriptions of a deleted topic within about a minute. */
const LISTED = { timeoutMs: 90_000, firstDelayMs: 1_000, maxDelayMs: 15_000 };

/**
 * Subscribes the endpoint and sees, where the policy allows, that the topic lists it. Where a topic of this name was
 * deleted a moment ago, SNS first returns the old subscription, which never delivers.
 */
export async function subscribe(
  subscriber: Subscriber,
  { sns }: AwsClients,
  context: Context,
): Promise<string> {
  const { subscriptionArn, listed } = await poll(
    async () => ({
      subscriptionArn: await ensureSubscription(sns, subscriber, context),
      listed: await isListed(sns, subscriber),
    }),
    (seen) => seen.listed !== "no",
    LISTED,
    context,
  );
  if (listed === "no") {
    throw new Error(
      `SNS returned ${subscriptionArn}, of a deleted topic of this name. Activate again in a minute`,
    );
  }
  return subscriptionArn;
}
