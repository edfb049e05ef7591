import type { RetryPolicy } from "./delivery-policy.ts";

/**
 * How long SNS waits before each retry, in ms: at once, then at the pre-backoff delay, then growing, then at the
 * longest. AWS shows the four ways to grow as curves only; these have their shapes. No jitter.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export function retryDelays(policy: RetryPolicy): readonly number[] {
  const { minDelayTarget, maxDelayTarget, numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries } =
    policy;
  const growing = policy.numRetries - numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries;
  const seconds = [
    ...Array<number>(numNoDelayRetries).fill(0),
    ...Array<number>(numMinDelayRetries).fill(minDelayTarget),
    ...Array.from({ length: Math.max(0, growing) }, (_, i) => grow(policy, (i + 1) / growing)),
    ...Array<number>(numMaxDelayRetries).fill(maxDelayTarget),
  ];
  return seconds.slice(0, policy.numRetries).map((delay) => Math.round(delay * 1_000));
}

/** From the shortest delay to the longest, `part` of the way from 0 to 1. */
function grow(
  { minDelayTarget: min, maxDelayTarget: max, backoffFunction }: RetryPolicy,
  part: number,
): number {
  if (backoffFunction === "arithmetic") return min + (max - min) * part ** 1.5;
  if (backoffFunction === "geometric") return min + (max - min) * part ** 2;
  if (backoffFunction === "exponential") return min * (max / min) ** part;
  return min + (max - min) * part;
}
