/**
 * US dollars, us-east-1, without free tiers, as of November 2026:
 * https://aws.amazon.com/step-functions/pricing/, https://aws.amazon.com/sns/pricing/,
 * https://aws.amazon.com/eventbridge/pricing/
 */
export const PRICES = {
  stateTransition: 0.025 / 1_000,
  publish: 0.5 / 1e6,
  httpDelivery: 0.6 / 1e6,
  schedulerInvocation: 1 / 1e6,
} as const;

export interface Use {
  readonly transitions: number;
  readonly publishes: number;
  readonly deliveries: number;
}

/** What Step Functions and SNS charge. Their API calls are free. */
export function price({ transitions, publishes, deliveries }: Use): number {
  const { stateTransition, publish, httpDelivery } = PRICES;
  return transitions * stateTransition + publishes * publish + deliveries * httpDelivery;
}

/** One schedule of EventBridge Scheduler that publishes to SNS, since it cannot call an HTTPS endpoint itself. */
export const SCHEDULER_TASK_PRICE = PRICES.schedulerInvocation + PRICES.publish + PRICES.httpDelivery;
