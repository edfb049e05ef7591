import {
  ConfirmSubscriptionCommand,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { deliveryPolicy } from "./documents.ts";
import { ignoring } from "./failures.ts";

/** Subscribes the endpoint to the topic, or finds its subscription, and returns its ARN. SNS then asks the endpoint to confirm. */
export async function ensureSubscription(
  sns: SNSClient,
  topicArn: string,
  endpoint: string,
): Promise<string> {
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: new URL(endpoint).protocol.replace(":", ""),
      Endpoint: endpoint,
      ReturnSubscriptionArn: true,
      Attributes: { DeliveryPolicy: JSON.stringify(deliveryPolicy()) },
    }),
  );
  if (!SubscriptionArn) throw new Error("Subscribe answered without an ARN");
  return SubscriptionArn;
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
