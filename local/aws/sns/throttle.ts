import type { Subscription } from "./types.ts";

/**
 * When the throttle policy of a subscription lets the next delivery go, which takes its turn with this. Deliveries go in
 * bursts: the policy limits their average, not each second of it.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export function takeTurn(
  subscription: Subscription,
  maxReceivesPerSecond: number,
  burst: number,
  now: number,
): number {
  const { at, left } = subscription.turn;
  const nextAt = at + (burst * 1_000) / maxReceivesPerSecond;
  const isOver = now >= nextAt;
  if (left > 0 && !isOver) {
    subscription.turn = { at, left: left - 1 };
    return Math.max(now, at);
  }
  subscription.turn = { at: isOver ? now : nextAt, left: burst - 1 };
  return subscription.turn.at;
}
