import { ensureSubscription, subscriptionStatus } from "../aws/subscription.ts";
import type { Context } from "../context.ts";
import { describeError } from "../errors.ts";
import type { CompleteStack } from "../stack.ts";

const INTERVAL_MS = 10 * 60_000;

/**
 * Looks, at most once in ten minutes, whether SNS delivers to the endpoint, and subscribes it again if not: somebody may
 * have removed the subscription, changed it, or never confirmed it. Never throws.
 */
export async function checkSubscription(stack: CompleteStack, context: Context): Promise<void> {
  const { memory, log, now } = context;
  const { subscriptionArn, topicArn } = stack;
  const checkedAt = memory.subscriptionChecks.get(subscriptionArn) ?? stack.confirmedAt ?? 0;
  if (now() - checkedAt < INTERVAL_MS) return;
  memory.subscriptionChecks.set(subscriptionArn, now());
  try {
    const { sns } = context.aws(stack);
    const subscriber = { topicArn, endpoint: context.endpoint };
    const status = await subscriptionStatus(sns, subscriber, subscriptionArn);
    if (status === "confirmed") return;
    log.warn(`SNS does not deliver (the subscription is ${status}): subscribing again`);
    await ensureSubscription(sns, subscriber, context);
  } catch (error) {
    log.warn(`Could not check whether SNS delivers: ${describeError(error)}`);
  }
}
