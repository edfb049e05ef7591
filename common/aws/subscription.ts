import {
  ConfirmSubscriptionCommand,
  ListSubscriptionsByTopicCommand,
  type SNSClient,
  SubscribeCommand,
  type SubscribeCommandInput,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { type Clock, retry } from "../retry.ts";
import { hasName, ignoring, isDenied, isPassing, isRefusal } from "./failures.ts";
import {
  desiredAttributes,
  getAttributes,
  isBlocked,
  restoreAll,
  restoreBlocked,
} from "./subscription-attributes.ts";

/** SNS looks at an endpoint when it is subscribed, and a new one may not be known everywhere yet. */
const REACHABLE = { timeoutMs: 30_000, firstDelayMs: 1_000, maxDelayMs: 10_000 };
/** A topic has the subscription of one endpoint; whatever its owner has added, nobody looks at more pages. */
const MAX_PAGES = 5;

/** The endpoint of a source, subscribed to its topic. */
export interface Subscriber {
  readonly topicArn: string;
  /** Its URL. */
  readonly endpoint: string;
}

/**
 * Subscribes the endpoint, or finds its subscription and sets back what would keep messages from arriving; returns its ARN.
 * SNS then asks the endpoint to confirm, if it has not. An endpoint that SNS does not reach yet is waited for.
 */
export async function ensureSubscription(
  sns: SNSClient,
  subscriber: Subscriber,
  clock: Clock,
): Promise<string> {
  const attempt = (attributes: Record<string, string>) =>
    retry(
      () => subscribe(sns, subscriber, { ReturnSubscriptionArn: true, Attributes: attributes }),
      { ...REACHABLE, when: (error) => isInvalid(error, /unreachable endpoint/i) },
      clock,
    );
  const attributes = desiredAttributes();
  try {
    const subscriptionArn = await attempt(attributes);
    await restoreBlocked(sns, subscriptionArn);
    return subscriptionArn;
  } catch (error) {
    if (!isInvalid(error, /already exists with different attributes/i)) throw error;
  }
  const subscriptionArn = await attempt({});
  await restoreAll(sns, subscriptionArn);
  return subscriptionArn;
}

/**
 * Whether SNS delivers to the endpoint; "blocked" where somebody has changed the subscription so that it does not. Where the policy does not allow to look, subscribing again tells: SNS answers with the ARN
 * once it is confirmed, and else asks the endpoint again.
 * https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html#API_Subscribe_ResponseElements
 */
export async function subscriptionStatus(
  sns: SNSClient,
  subscriber: Subscriber,
  subscriptionArn: string,
): Promise<"confirmed" | "pending" | "blocked" | "missing"> {
  try {
    const attributes = await getAttributes(sns, subscriptionArn);
    if (attributes.PendingConfirmation !== "false") return "pending";
    return isBlocked(attributes) ? "blocked" : "confirmed";
  } catch (error) {
    if (hasName(error, "NotFoundException", "InvalidParameterException")) return "missing";
    if (!isDenied(error)) throw error;
    const answer = await subscribe(sns, subscriber, { ReturnSubscriptionArn: false });
    return answer.startsWith("arn:") ? "confirmed" : "pending";
  }
}

/**
 * Whether the topic has a subscription of the endpoint. After a topic was deleted and made again under its name, Subscribe
 * may return the old one's subscription, which is in no list and receives nothing.
 * https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-sns/pull/70
 */
export async function isListed(
  sns: SNSClient,
  { topicArn, endpoint }: Subscriber,
): Promise<"yes" | "no" | "not-permitted"> {
  let NextToken: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page++) {
    try {
      const list = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken }));
      if (list.Subscriptions?.some(({ Endpoint }) => Endpoint === endpoint)) return "yes";
      NextToken = list.NextToken;
    } catch (error) {
      // Whatever else AWS refuses here, nothing is known of the subscription; it is looked at in another way, too.
      if (isPassing(error) || !isRefusal(error)) throw error;
      return "not-permitted";
    }
    if (!NextToken) break;
  }
  return "no";
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
  { topicArn, endpoint }: Subscriber,
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
  return hasName(error, "InvalidParameterException") && pattern.test(error.message);
}
