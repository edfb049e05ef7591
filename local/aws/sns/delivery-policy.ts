import { isRecord, parseJson } from "../json.ts";
import type { Subscription, Topic } from "./types.ts";

export interface RetryPolicy {
  /** Seconds. */
  readonly minDelayTarget: number;
  readonly maxDelayTarget: number;
  readonly numRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly numMaxDelayRetries: number;
  readonly backoffFunction: string;
}

export interface DeliveryPolicy {
  readonly healthyRetryPolicy: RetryPolicy;
  readonly throttlePolicy: { readonly maxReceivesPerSecond: number } | null;
  readonly requestPolicy: { readonly headerContentType: string };
}

const DEFAULT_RETRY_POLICY: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: "linear",
};

/** What holds for the topic: its own policy over SNS's defaults. */
export function topicDeliveryPolicy(topic: Topic): DeliveryPolicy {
  const { http } = attribute(topic);
  const own = isRecord(http) ? http : {};
  return {
    healthyRetryPolicy: {
      ...DEFAULT_RETRY_POLICY,
      ...(own.defaultHealthyRetryPolicy as Partial<RetryPolicy>),
    },
    throttlePolicy: (own.defaultThrottlePolicy as DeliveryPolicy["throttlePolicy"]) ?? null,
    requestPolicy: {
      headerContentType: "text/plain; charset=UTF-8",
      ...(own.defaultRequestPolicy as Partial<DeliveryPolicy["requestPolicy"]>),
    },
  };
}

/** What holds for the subscription: its own policy over its topic's, unless the topic forbids that. */
export function effectiveDeliveryPolicy(subscription: Subscription): DeliveryPolicy {
  const base = topicDeliveryPolicy(subscription.topic);
  const { http } = attribute(subscription.topic);
  if (isRecord(http) && http.disableSubscriptionOverrides === true) return base;
  const own = attribute(subscription) as Partial<DeliveryPolicy>;
  return {
    healthyRetryPolicy: { ...base.healthyRetryPolicy, ...own.healthyRetryPolicy },
    throttlePolicy: own.throttlePolicy ?? base.throttlePolicy,
    requestPolicy: { ...base.requestPolicy, ...own.requestPolicy },
  };
}

function attribute({ attributes }: Topic | Subscription): Record<string, unknown> {
  const policy = parseJson(attributes.get("DeliveryPolicy") ?? "{}");
  return isRecord(policy) ? policy : {};
}
