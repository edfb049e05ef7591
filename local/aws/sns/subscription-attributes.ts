import { optionalText, requireText } from "../input.ts";
import type { Operation, World } from "../world.ts";
import { effectiveDeliveryPolicy } from "./delivery-policy.ts";
import { subscriptionPolicyFault } from "./delivery-policy-rules.ts";
import { invalidParameter } from "./errors.ts";
import { filterPolicyFault } from "./filter-policy.ts";
import { requireSubscription } from "./subscriptions.ts";
import type { Subscription } from "./types.ts";

/** What is wrong with the text of an attribute that is a policy. */
const POLICY_FAULTS: Readonly<Record<string, (text: string) => string | undefined>> = {
  DeliveryPolicy: subscriptionPolicyFault,
  FilterPolicy: filterPolicyFault,
};
const SETTABLE = new Set([...Object.keys(POLICY_FAULTS), "RawMessageDelivery"]);

/** The prefix tells in which of two calls the attribute was given. */
export function requireSubscriptionAttribute(prefix: string, name: string, value: string): void {
  if (!SETTABLE.has(name)) throw invalidParameter(`${prefix}AttributeName`);
  if (name === "RawMessageDelivery" && value !== "true" && value !== "false") {
    throw invalidParameter(`${prefix}RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  }
  const faultOf = POLICY_FAULTS[name];
  const fault = value === "" ? undefined : faultOf?.(value);
  if (fault) throw invalidParameter(`${prefix}${name}: ${fault}`);
}

export const getSubscriptionAttributes: Operation = (world, call) => {
  const attributes = subscriptionAttributes(world, requireSubscription(world, call));
  return { Attributes: { entry: Object.entries(attributes).map(([key, value]) => ({ key, value })) } };
};

export const setSubscriptionAttributes: Operation = (world, call) => {
  const subscription = requireSubscription(world, call);
  const name = requireText(call, "AttributeName");
  const value = optionalText(call, "AttributeValue") ?? "";
  requireSubscriptionAttribute("", name, value);
  if (value === "") subscription.attributes.delete(name);
  else subscription.attributes.set(name, value);
  return undefined;
};

function subscriptionAttributes(world: World, subscription: Subscription): Readonly<Record<string, string>> {
  const { accountId } = world.settings;
  return {
    SubscriptionArn: subscription.arn,
    TopicArn: subscription.topic.arn,
    Owner: accountId,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    PendingConfirmation: String(subscription.state === "pending"),
    ConfirmationWasAuthenticated: String(subscription.confirmationWasAuthenticated),
    SubscriptionPrincipal: `arn:aws:iam::${accountId}:root`,
    RawMessageDelivery: "false",
    ...Object.fromEntries(subscription.attributes),
    EffectiveDeliveryPolicy: JSON.stringify({
      ...effectiveDeliveryPolicy(subscription),
      sicklyRetryPolicy: null,
      guaranteed: false,
    }),
  };
}
