import {
  DeleteTopicCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import type { Meddling } from "./scenario.ts";

/** Whoever works in the account by hand. */
export const BY_HAND = { accessKeyId: "AKIABYHAND", secretAccessKey: "-" };

const RAW = { AttributeName: "RawMessageDelivery", AttributeValue: "true" };

/** Does that to all topics of a source in a region, and to what is subscribed to them. */
export async function meddle(
  how: Meddling,
  { id, url }: { readonly id: string; readonly url: string },
  endpoint: string,
  region: string,
): Promise<void> {
  const sns = new SNSClient({ endpoint, region, credentials: BY_HAND });
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  for (const { TopicArn = "" } of Topics) {
    if (!TopicArn.includes(id)) continue;
    if (how === "delete the topic") {
      await sns.send(new DeleteTopicCommand({ TopicArn }));
      continue;
    }
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    const confirmed = Subscriptions.filter(
      ({ Endpoint, SubscriptionArn }) => Endpoint?.startsWith(url) && SubscriptionArn?.startsWith("arn:"),
    );
    for (const { SubscriptionArn } of confirmed) {
      if (how === "unsubscribe") await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      else await sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, ...RAW }));
    }
  }
}
