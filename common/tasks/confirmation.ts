import { ensureSubscription, isConfirmed } from "../aws/subscription.ts";
import type { Context } from "../context.ts";
import { describeError } from "../errors.ts";
import type { CompleteStack } from "../state.ts";

/** The subscriptions that this process has found confirmed. Only hooks write the state. */
const confirmed = new Set<string>();

/**
 * Has SNS ask the endpoint once more to confirm a subscription that was not confirmed when the source was activated. By
 * itself SNS asks no more after an hour, or where Pipedream has answered for the source. Never throws.
 */
export async function requestConfirmation(stack: CompleteStack, context: Context): Promise<void> {
  const { endpoint, now, sleep, log } = context;
  if (confirmed.has(stack.subscriptionArn)) return;
  const { sns } = context.aws(stack);
  try {
    if (await isConfirmed(sns, stack, endpoint)) confirmed.add(stack.subscriptionArn);
    else await ensureSubscription(sns, stack.topicArn, endpoint, { now, sleep, timeoutMs: 0 });
  } catch (error) {
    log.warn(`The subscription is not confirmed, and cannot be asked for again: ${describeError(error)}`);
  }
}
