import type { World } from "../world.ts";
import { topicDeliveryPolicy } from "./delivery-policy.ts";
import { topicPolicyFault } from "./delivery-policy-rules.ts";
import { invalidParameter } from "./errors.ts";
import type { Topic } from "./types.ts";

const SETTABLE = new Set(["DeliveryPolicy", "DisplayName", "Policy", "SignatureVersion", "TracingConfig"]);

/** The prefix tells in which of two calls the attribute was given. */
export function requireTopicAttribute(prefix: string, name: string, value: string): void {
  if (!SETTABLE.has(name)) throw invalidParameter(`${prefix}AttributeName`);
  if (name === "SignatureVersion" && value !== "1" && value !== "2") {
    throw invalidParameter(`${prefix}SignatureVersion`);
  }
  if (name !== "DeliveryPolicy" || value === "") return;
  const fault = topicPolicyFault(value);
  if (fault) throw invalidParameter(`${prefix}DeliveryPolicy: ${fault}`);
}

export function topicAttributes(world: World, topic: Topic): Readonly<Record<string, string>> {
  const own = [...world.subscriptions.values()].filter((subscription) => subscription.topic === topic);
  const count = (state: string) => String(own.filter((subscription) => subscription.state === state).length);
  const policy = topicDeliveryPolicy(topic);
  return {
    DisplayName: "",
    Policy: defaultAccessPolicy(world, topic),
    ...Object.fromEntries(topic.attributes),
    TopicArn: topic.arn,
    Owner: world.settings.accountId,
    SubscriptionsConfirmed: count("confirmed"),
    SubscriptionsPending: count("pending"),
    SubscriptionsDeleted: "0",
    EffectiveDeliveryPolicy: JSON.stringify({
      http: {
        defaultHealthyRetryPolicy: policy.healthyRetryPolicy,
        disableSubscriptionOverrides: false,
        ...(policy.throttlePolicy && { defaultThrottlePolicy: policy.throttlePolicy }),
        defaultRequestPolicy: policy.requestPolicy,
      },
    }),
  };
}

function defaultAccessPolicy(world: World, topic: Topic): string {
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["GetTopicAttributes", "SetTopicAttributes", "DeleteTopic", "Subscribe", "Publish"].map(
          (action) => `SNS:${action}`,
        ),
        Resource: topic.arn,
        Condition: { StringEquals: { "AWS:SourceOwner": world.settings.accountId } },
      },
    ],
  });
}
