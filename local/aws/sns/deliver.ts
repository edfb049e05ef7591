import type { World } from "../world.ts";
import { effectiveDeliveryPolicy } from "./delivery-policy.ts";
import { type Outcome, post } from "./post.ts";
import { retryDelays } from "./retry-delays.ts";
import type { Delivery, Outgoing, Subscription } from "./types.ts";

/** Whatever the policy says, SNS gives up after an hour. */
const LONGEST_DELIVERY_MS = 3_600_000;

/** A message that SNS delivers twice comes again soon. */
const DUPLICATE_MS = 3_000;

interface Progress {
  readonly attempt: number;
  /** When the first attempt began. */
  readonly startedAt: number | undefined;
}

/** Delivers under the policies of the subscription. Resolves when what can be done by now is done. */
export async function deliver(world: World, subscription: Subscription, message: Outgoing): Promise<void> {
  const { delayMs = 0, duplicates = 0 } = world.interceptDelivery()?.(message) ?? {};
  const send = () => whenThrottleAllows(world, subscription, message, { attempt: 1, startedAt: undefined });
  for (let copy = 1; copy <= duplicates; copy++)
    world.clock.at(world.clock.now() + copy * DUPLICATE_MS, send);
  if (delayMs === 0) return send();
  world.clock.at(world.clock.now() + delayMs, send);
}

async function whenThrottleAllows(
  world: World,
  subscription: Subscription,
  message: Outgoing,
  progress: Progress,
): Promise<void> {
  const now = world.clock.now();
  const at = Math.max(now, subscription.nextDeliveryAt);
  const { throttlePolicy } = effectiveDeliveryPolicy(subscription);
  if (throttlePolicy) subscription.nextDeliveryAt = at + 1_000 / throttlePolicy.maxReceivesPerSecond;
  if (at <= now) return attempt(world, subscription, message, progress);
  world.clock.at(at, () => attempt(world, subscription, message, progress));
}

async function attempt(
  world: World,
  subscription: Subscription,
  message: Outgoing,
  progress: Progress,
): Promise<void> {
  const at = world.clock.now();
  const startedAt = progress.startedAt ?? at;
  const { deliveryTimeoutMs } = world.settings;
  const outcome = await post(subscription.endpoint, { ...message.headers }, message.body, deliveryTimeoutMs);
  const retryAt = nextAttemptAt(world, subscription, outcome, at, progress.attempt);
  const willRetry = retryAt !== undefined && retryAt - startedAt <= LONGEST_DELIVERY_MS;
  world.deliveries.push(record(subscription, message, outcome, at, progress.attempt, willRetry));
  if (!willRetry) return;
  const retry = async () => {
    if (subscription.state === "deleted" && message.type !== "UnsubscribeConfirmation") return;
    await whenThrottleAllows(world, subscription, message, { attempt: progress.attempt + 1, startedAt });
  };
  if (retryAt <= world.clock.now()) return retry();
  world.clock.at(retryAt, retry);
}

/** Only no answer and 5xx are worth a retry to SNS. */
function nextAttemptAt(
  world: World,
  subscription: Subscription,
  outcome: Outcome,
  at: number,
  attempt: number,
): number | undefined {
  if ("status" in outcome && outcome.status < 500) return undefined;
  const delay = retryDelays(effectiveDeliveryPolicy(subscription).healthyRetryPolicy)[attempt - 1];
  if (delay === undefined) return undefined;
  // A clock that a test advances stood still during the time-out.
  const took = "error" in outcome && outcome.isTimeout ? world.settings.deliveryTimeoutMs : 0;
  return Math.max(world.clock.now(), at + took) + delay;
}

function record(
  { arn, endpoint }: Subscription,
  message: Outgoing,
  outcome: Outcome,
  at: number,
  attempt: number,
  willRetry: boolean,
): Delivery {
  const isDelivered = "status" in outcome && outcome.status >= 200 && outcome.status < 300;
  return {
    ...message,
    subscriptionArn: arn,
    endpoint,
    attempt,
    at,
    outcome: isDelivered ? "delivered" : willRetry ? "will be retried" : "lost",
    ...("status" in outcome ? { status: outcome.status } : { error: outcome.error }),
  };
}
