import {
  GetSubscriptionAttributesCommand,
  SetSubscriptionAttributesCommand,
  type SNSClient,
} from "@aws-sdk/client-sns";
import { deliveryPolicy } from "./documents.ts";
import { DENIED, ignoring } from "./failures.ts";

type Attributes = Readonly<Record<string, string | undefined>>;

/** The empty filter policy is none. https://docs.aws.amazon.com/sns/latest/dg/message-filtering-remove.html */
const NO_FILTER = "{}";

/** What a new subscription is made with. */
export function desiredAttributes() {
  return { DeliveryPolicy: JSON.stringify(deliveryPolicy()), RawMessageDelivery: "false" };
}

/** Whether somebody has changed the subscription so that its messages lack a signature, or do not come. */
export function isBlocked({ RawMessageDelivery, FilterPolicy = NO_FILTER }: Attributes): boolean {
  return RawMessageDelivery === "true" || FilterPolicy.replace(/\s/g, "") !== NO_FILTER;
}

/** Sets all attributes to what they should be, as far as the policy allows. */
export async function restoreAll(sns: SNSClient, subscriptionArn: string): Promise<void> {
  await set(sns, subscriptionArn, { ...desiredAttributes(), FilterPolicy: NO_FILTER });
}

/** The attributes of a subscription, as SNS has them. */
export async function getAttributes(sns: SNSClient, subscriptionArn: string): Promise<Attributes> {
  const input = { SubscriptionArn: subscriptionArn };
  return (await sns.send(new GetSubscriptionAttributesCommand(input))).Attributes ?? {};
}

/** Looks, where that is allowed, and sets back what blocks. It is not documented which attributes Subscribe compares. */
export async function restoreBlocked(sns: SNSClient, subscriptionArn: string): Promise<void> {
  const found = await ignoring([...DENIED, "NotFoundException", "InvalidParameterException"], () =>
    getAttributes(sns, subscriptionArn),
  );
  if (!found || !isBlocked(found)) return;
  await set(sns, subscriptionArn, { RawMessageDelivery: "false", FilterPolicy: NO_FILTER });
}

async function set(sns: SNSClient, subscriptionArn: string, attributes: Attributes): Promise<void> {
  for (const [AttributeName, AttributeValue] of Object.entries(attributes)) {
    const input = { SubscriptionArn: subscriptionArn, AttributeName, AttributeValue };
    await ignoring(DENIED, () => sns.send(new SetSubscriptionAttributesCommand(input)));
  }
}
