import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  PublishCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import type { LocalAwsOptions } from "../../../local/aws/server.ts";
import { HOUR, SECOND, startHarness, startSubscriber, subscribeConfirmed, TOPIC } from "./harness.ts";

/** A topic with a subscription, deleted and created again after some ms. */
async function recreated(options: LocalAwsOptions, afterMs = 0) {
  const harness = await startHarness(options);
  const { sns, clock, aws } = harness;
  const subscriber = await startSubscriber();
  const oldArn = await subscribeConfirmed(harness, subscriber);
  await sns.send(new DeleteTopicCommand({ TopicArn: TOPIC }));
  await clock.advance(afterMs);
  await sns.send(new CreateTopicCommand({ Name: "tasks" }));
  const subscribe = async (Endpoint = subscriber.url) => {
    const input = { TopicArn: TOPIC, Protocol: "http", Endpoint, ReturnSubscriptionArn: true };
    const { SubscriptionArn = "" } = await sns.send(new SubscribeCommand(input));
    await aws.settled();
    return SubscriptionArn;
  };
  const attributesOf = async (SubscriptionArn: string) =>
    (await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes;
  const listed = async () => {
    const [byTopic, all] = await Promise.all([
      sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC })),
      sns.send(new ListSubscriptionsCommand({})),
    ]);
    return [byTopic, all].map(({ Subscriptions = [] }) => Subscriptions.length);
  };
  return { ...harness, subscriber, oldArn, subscribe, attributesOf, listed };
}

const NOT_FOUND = { name: "NotFoundException", $metadata: { httpStatusCode: 404 } };

describe.each(["readable", "gone"] as const)("a ghost that is %s", (ghostSubscriptions) => {
  it("has the old ARN, is in no list, asks for no confirmation and delivers nothing", async () => {
    const { subscribe, oldArn, subscriber, listed, sns, aws } = await recreated({ ghostSubscriptions });
    expect(await subscribe()).toBe(oldArn);
    expect(await subscribe()).toBe(oldArn);
    expect(await listed()).toEqual([0, 0]);
    await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: "to nobody" }));
    await aws.settled();
    expect(subscriber.received).toEqual([]);
  });

  it("is handed out until 45 s after the deletion, also by a topic that was created late", async () => {
    const { subscribe, oldArn, subscriber, listed, clock } = await recreated(
      { ghostSubscriptions },
      30 * SECOND,
    );
    await clock.advance(15 * SECOND - 1);
    expect(await subscribe()).toBe(oldArn);
    await clock.advance(1);
    const fresh = await subscribe();
    expect(fresh).not.toBe(oldArn);
    expect(subscriber.received[0]?.body.Type).toBe("SubscriptionConfirmation");
    expect(await listed()).toEqual([1, 1]);
  });

  it("is of one endpoint only", async () => {
    const { subscribe, oldArn } = await recreated({ ghostSubscriptions });
    const other = await startSubscriber();
    expect(await subscribe(other.url)).not.toBe(oldArn);
    expect(other.received).toHaveLength(1);
  });

  it("lasts as long as it is asked to", async () => {
    const options = { ghostSubscriptions, ghostWindowMs: 5 * SECOND };
    const { subscribe, oldArn } = await recreated(options, 5 * SECOND);
    expect(await subscribe()).not.toBe(oldArn);
  });
});

it("a readable ghost looks confirmed, long after its window", async () => {
  const { subscribe, attributesOf, clock } = await recreated({ ghostSubscriptions: "readable" });
  const ghost = await subscribe();
  await clock.advance(9 * HOUR);
  expect(await attributesOf(ghost)).toMatchObject({
    SubscriptionArn: ghost,
    TopicArn: TOPIC,
    PendingConfirmation: "false",
  });
  await clock.advance(HOUR);
  await expect(attributesOf(ghost)).rejects.toMatchObject(NOT_FOUND);
});

it("a ghost that is gone cannot be read", async () => {
  const { subscribe, attributesOf } = await recreated({ ghostSubscriptions: "gone" });
  await expect(attributesOf(await subscribe())).rejects.toMatchObject(NOT_FOUND);
});

it("an old confirmation does not bring a ghost to life", async () => {
  const harness = await startHarness({ ghostSubscriptions: "readable" });
  const subscriber = await startSubscriber();
  const { sns, aws } = harness;
  const again = async () => {
    await sns.send(new CreateTopicCommand({ Name: "tasks" }));
    await sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: "http", Endpoint: subscriber.url }));
    await aws.settled();
  };
  await again();
  const Token = subscriber.received[0]?.body.Token;
  await sns.send(new DeleteTopicCommand({ TopicArn: TOPIC }));
  await again();
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn: TOPIC, Token }));
  await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: "to nobody" }));
  await aws.settled();
  expect(subscriber.received).toHaveLength(1);
});

it("without the option a topic of an old name subscribes anew", async () => {
  const { subscribe, oldArn } = await recreated({});
  expect(await subscribe()).not.toBe(oldArn);
});
