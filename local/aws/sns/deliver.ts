import type { World } from "../world.ts";
import { effectiveDeliveryPolicy } from "./delivery-policy.ts";
import { type Outcome, post } from "./post.ts";
import { retryDelays } from "./retry-delays.ts";
import { takeTurn } from "./throttle.ts";
import { startTimeOut } from "./time-out.ts";
import type { Delivery, Outgoing, Subscription } from "./types.ts";

/** Whatever the policy says, SNS gives up after an hour. */
const LONGEST_DELIVERY_MS = 3_600_000;

/** A message that SNS delivers twice comes again soon. */
const DUPLICATE_MS = 3_000;

interface Progress {
  readonly attempt: number;
  /** When the first attempt began. The hour counts from then: what AWS counts before it is not documented. */
  readonly startedAt?: number;
  /** How long retries have waited for the throttle since, which does not count either. */
  readonly queuedMs: number;
}

/** Delivers under the policies of the subscription. Resolves when what can be done by now is done. */
export async function deliver(world: World, subscription: Subscription, message: Outgoing): Promise<void> {
  const { delayMs = 0, duplicates = 0 } = world.interceptDelivery()?.(message) ?? {};
  const lateMs = message.type === "Notification" ? world.nextDeliveryDelay() : 0;
  const now = world.clock.now();
  const send = () => whenThrottleAllows(world, subscription, message, { attempt: 1, queuedMs: 0 });
  for (let copy = 1; copy <= duplicates; copy++) world.clock.at(now + lateMs + copy * DUPLICATE_MS, send);
  if (lateMs + delayMs === 0) return send();
  world.clock.at(now + lateMs + delayMs, send);
}

async function whenThrottleAllows(
  world: World,
  subscription: Subscription,
  message: Outgoing,
  progress: Progress,
): Promise<void> {
  const now = world.clock.now();
  const { throttlePolicy } = effectiveDeliveryPolicy(subscription);
  const at = throttlePolicy
    ? takeTurn(subscription, throttlePolicy.maxReceivesPerSecond, world.settings.throttleBurst, now)
    : now;
  if (at <= now) return attempt(world, subscription, message, progress);
  const queuedMs = progress.startedAt === undefined ? 0 : progress.queuedMs + at - now;
  world.clock.at(at, () => attempt(world, subscription, message, { ...progress, queuedMs }));
}

async function attempt(
  world: World,
  subscription: Subscription,
  message: Outgoing,
  progress: Progress,
): Promise<void> {
  const at = world.clock.now();
  const { startedAt = at, queuedMs, attempt } = progress;
  const outcome = await post(
    subscription.endpoint,
    { ...message.headers },
    message.body,
    startTimeOut(world),
  );
  const retryAt = nextAttemptAt(world, subscription, outcome, at, attempt);
  const willRetry = retryAt !== undefined && retryAt - startedAt - queuedMs <= LONGEST_DELIVERY_MS;
  world.deliveries.push(record(subscription, message, outcome, at, attempt, willRetry));
  if (!willRetry) return;
  const retry = async () => {
    if (subscription.state === "deleted" && message.type !== "UnsubscribeConfirmation") return;
    await whenThrottleAllows(world, subscription, message, { attempt: attempt + 1, startedAt, queuedMs });
  };
  if (retryAt <= world.clock.now()) return retry();
  world.clock.at(retryAt, retry);
}

/** No answer, 5xx and 429 are worth a retry to SNS; it takes every other status for the end of the delivery. */
function isWorthRetry(outcome: Outcome): boolean {
  return "error" in outcome || outcome.status >= 500 || outcome.status === 429;
}

function nextAttemptAt(
  world: World,
  subscription: Subscription,
  outcome: Outcome,
  at: number,
  attempt: number,
): number | undefined {
  if (!isWorthRetry(outcome)) return undefined;
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
