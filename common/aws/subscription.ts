import {
  ConfirmSubscriptionCommand,
  GetSubscriptionAttributesCommand,
  SetSubscriptionAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  type SubscribeCommandInput,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { type RetryOptions, retry } from "../retry.ts";
import type { CompleteStack } from "../state.ts";
import { deliveryPolicy } from "./documents.ts";
import { DENIED, hasName, ignoring, isDenied } from "./failures.ts";

/** SNS looks at an endpoint when it is subscribed, and a new one may not be known everywhere yet. */
const REACHABLE_TIMEOUT_MS = 30_000;

/**
 * Subscribes the endpoint to the topic, or finds its subscription, and returns its ARN. SNS then asks the endpoint to
 * confirm. An endpoint that SNS does not reach yet is waited for.
 */
export async function ensureSubscription(
  sns: SNSClient,
  topicArn: string,
  endpoint: string,
  {
    now,
    sleep,
    timeoutMs = REACHABLE_TIMEOUT_MS,
  }: Pick<RetryOptions, "now" | "sleep"> & { timeoutMs?: number },
): Promise<string> {
  const DeliveryPolicy = JSON.stringify(deliveryPolicy());
  const attempt = (attributes: Record<string, string>) =>
    retry(() => subscribe(sns, topicArn, endpoint, { ReturnSubscriptionArn: true, Attributes: attributes }), {
      timeoutMs,
      firstDelayMs: 1_000,
      maxDelayMs: 10_000,
      when: (error) => isInvalid(error, /unreachable endpoint/i),
      now,
      sleep,
    });
  try {
    return await attempt({ DeliveryPolicy });
  } catch (error) {
    if (!isInvalid(error, /already exists with different attributes/i)) throw error;
  }
  const subscriptionArn = await attempt({});
  await ignoring(DENIED, () =>
    sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: subscriptionArn,
        AttributeName: "DeliveryPolicy",
        AttributeValue: DeliveryPolicy,
      }),
    ),
  );
  return subscriptionArn;
}

/**
 * Whether SNS delivers to the endpoint yet. Where the policy does not allow to look, subscribing again tells: SNS answers
 * with the ARN once it is confirmed, and else asks the endpoint again.
 * https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html#API_Subscribe_ResponseElements
 */
export async function isConfirmed(
  sns: SNSClient,
  { topicArn, subscriptionArn }: Pick<CompleteStack, "topicArn" | "subscriptionArn">,
  endpoint: string,
): Promise<boolean> {
  try {
    const { Attributes } = await sns.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn: subscriptionArn }),
    );
    return Attributes?.PendingConfirmation === "false";
  } catch (error) {
    if (isDenied(error)) {
      const answer = await subscribe(sns, topicArn, endpoint, { ReturnSubscriptionArn: false });
      return answer.startsWith("arn:");
    }
    if (hasName(error, "NotFoundException")) return false;
    throw error;
  }
}

/** Confirms so that only the owner can unsubscribe; otherwise whoever sees an UnsubscribeURL could. */
export async function confirmSubscription(sns: SNSClient, topicArn: string, token: string): Promise<void> {
  await sns.send(
    new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token: token, AuthenticateOnUnsubscribe: "true" }),
  );
}

/** A subscription that was never confirmed cannot be deleted; it expires by itself, and goes with its topic. */
export async function unsubscribe(sns: SNSClient, subscriptionArn: string): Promise<void> {
  await ignoring(["NotFoundException", "InvalidParameterException"], () =>
    sns.send(new UnsubscribeCommand({ SubscriptionArn: subscriptionArn })),
  );
}

async function subscribe(
  sns: SNSClient,
  topicArn: string,
  endpoint: string,
  options: Pick<SubscribeCommandInput, "Attributes" | "ReturnSubscriptionArn">,
): Promise<string> {
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: new URL(endpoint).protocol.replace(":", ""),
      Endpoint: endpoint,
      ...options,
    }),
  );
  if (!SubscriptionArn) throw new Error("Subscribe answered without an ARN");
  return SubscriptionArn;
}

function isInvalid(error: unknown, pattern: RegExp): boolean {
  return hasName(error, "InvalidParameterException") && pattern.test((error as Error).message);
}
