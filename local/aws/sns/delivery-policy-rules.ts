import { isRecord, parseJson } from "../json.ts";

const CONTENT_TYPES =
  /^(application\/(atom\+xml|json|octet-stream|soap\+xml|x-www-form-urlencoded|xhtml\+xml|xml)|text\/(css|csv|html|plain|xml))(; ?charset=[\w-]+)?$/;

/** The ranges that the AWS documentation gives. */
const RETRY_RANGES: Readonly<Record<string, readonly [number, number]>> = {
  minDelayTarget: [1, 3_600],
  maxDelayTarget: [1, 3_600],
  numRetries: [0, 100],
  numNoDelayRetries: [0, 100],
  numMinDelayRetries: [0, 100],
  numMaxDelayRetries: [0, 100],
};

/** What is wrong with the DeliveryPolicy of a subscription, if anything. */
export function subscriptionPolicyFault(text: string): string | undefined {
  const policy = parseJson(text);
  if (!isRecord(policy)) return "failed to parse JSON";
  return policyFault(policy, [
    "healthyRetryPolicy",
    "throttlePolicy",
    "requestPolicy",
    "sicklyRetryPolicy",
    "guaranteed",
  ]);
}

/** The same for a topic, where everything is a default and lies below `http`. */
export function topicPolicyFault(text: string): string | undefined {
  const policy = parseJson(text);
  if (!isRecord(policy) || !isRecord(policy.http)) return "failed to parse JSON";
  const { disableSubscriptionOverrides: _, ...defaults } = policy.http;
  const renamed = Object.entries(defaults).map(([name, value]) => [
    name.replace(/^default(\w)/, (_match, first: string) => first.toLowerCase()),
    value,
  ]);
  return policyFault(Object.fromEntries(renamed), ["healthyRetryPolicy", "throttlePolicy", "requestPolicy"]);
}

function policyFault(policy: Record<string, unknown>, known: readonly string[]): string | undefined {
  const unknown = Object.keys(policy).find((name) => !known.includes(name));
  if (unknown) return `unrecognized property ${unknown}`;
  return (
    retryFault(policy.healthyRetryPolicy) ??
    throttleFault(policy.throttlePolicy) ??
    requestFault(policy.requestPolicy)
  );
}

function retryFault(policy: unknown): string | undefined {
  if (policy === undefined || policy === null) return undefined;
  if (!isRecord(policy)) return "healthyRetryPolicy must be an object";
  for (const [name, value] of Object.entries(policy)) {
    if (name === "backoffFunction") {
      const shapes = ["linear", "arithmetic", "geometric", "exponential"];
      if (!shapes.includes(String(value)))
        return `healthyRetryPolicy.backoffFunction must be one of ${shapes.join(", ")}`;
      continue;
    }
    const range = RETRY_RANGES[name];
    if (!range) return `unrecognized property healthyRetryPolicy.${name}`;
    const isWithin = Number.isInteger(value) && Number(value) >= range[0] && Number(value) <= range[1];
    if (!isWithin) return `healthyRetryPolicy.${name} must be between ${range[0]} and ${range[1]}`;
  }
  const count = (name: string, otherwise = 0) => Number(policy[name] ?? otherwise);
  if (count("minDelayTarget", 20) > count("maxDelayTarget", 20)) {
    return "healthyRetryPolicy.minDelayTarget must not exceed maxDelayTarget";
  }
  const phases = count("numNoDelayRetries") + count("numMinDelayRetries") + count("numMaxDelayRetries");
  return phases > count("numRetries", 3)
    ? "healthyRetryPolicy.numRetries must be at least the sum of its phases"
    : undefined;
}

function throttleFault(policy: unknown): string | undefined {
  if (policy === undefined || policy === null) return undefined;
  const most = isRecord(policy) ? policy.maxReceivesPerSecond : undefined;
  return Number.isInteger(most) && Number(most) >= 1
    ? undefined
    : "throttlePolicy.maxReceivesPerSecond must be at least 1";
}

function requestFault(policy: unknown): string | undefined {
  if (policy === undefined || policy === null) return undefined;
  const type = isRecord(policy) ? policy.headerContentType : undefined;
  return typeof type === "string" && CONTENT_TYPES.test(type)
    ? undefined
    : "requestPolicy.headerContentType is not supported";
}
