import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import {
  clientConfig,
  DAY,
  HOUR,
  startHarness,
  startSubscriber,
  subscribeConfirmed,
  TOPIC,
} from "./harness.ts";

async function subscribed() {
  const harness = await startHarness();
  const subscriber = await startSubscriber();
  await harness.sns.send(new CreateTopicCommand({ Name: "tasks" }));
  const input = { TopicArn: TOPIC, Protocol: "http", Endpoint: subscriber.url };
  const subscribe = (more: object = {}) => harness.sns.send(new SubscribeCommand({ ...input, ...more }));
  const { SubscriptionArn = "" } = await subscribe({ ReturnSubscriptionArn: true });
  await harness.aws.settled();
  const message = subscriber.received[0]?.body ?? {};
  const confirm = (more: object = {}) =>
    harness.sns.send(new ConfirmSubscriptionCommand({ TopicArn: TOPIC, Token: message.Token, ...more }));
  const attributes = async () =>
    (await harness.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes;
  return { ...harness, subscriber, subscribe, SubscriptionArn, message, confirm, attributes };
}

test("a subscription waits for its confirmation", async () => {
  const { subscribe, SubscriptionArn, sns, subscriber, attributes, confirm } = await subscribed();
  expect(SubscriptionArn).toMatch(new RegExp(`^${TOPIC}:[0-9a-f-]{36}$`));
  expect(subscriber.received[0]?.headers).toMatchObject({
    "content-type": "text/plain; charset=UTF-8",
    "user-agent": "Amazon Simple Notification Service Agent",
    "x-amz-sns-message-type": "SubscriptionConfirmation",
    "x-amz-sns-topic-arn": TOPIC,
  });
  expect(subscriber.received[0]?.headers).not.toHaveProperty("x-amz-sns-subscription-arn");
  expect(await attributes()).toMatchObject({
    PendingConfirmation: "true",
    ConfirmationWasAuthenticated: "false",
  });
  expect(await subscribe()).toMatchObject({ SubscriptionArn: "pending confirmation" });
  expect(await subscribe({ ReturnSubscriptionArn: true })).toMatchObject({ SubscriptionArn });
  const { Subscriptions } = await sns.send(new ListSubscriptionsCommand({}));
  expect(Subscriptions).toMatchObject([{ SubscriptionArn: "PendingConfirmation" }]);

  expect(await confirm()).toMatchObject({ SubscriptionArn });
  expect(await confirm()).toMatchObject({ SubscriptionArn });
  expect(await attributes()).toMatchObject({ PendingConfirmation: "false" });
  expect(await subscribe()).toMatchObject({ SubscriptionArn });
  await expect(subscribe({ Attributes: { RawMessageDelivery: "true" } })).rejects.toThrow(
    "Subscription already exists with different attributes",
  );
});

test("the token alone decides, within its region", async () => {
  const { aws, confirm, message, SubscriptionArn } = await subscribed();
  await expect(confirm({ Token: "wrong" })).rejects.toThrow("Invalid parameter: Token");
  const elsewhere = new SNSClient(clientConfig(aws, "eu-west-1"));
  const confirming = elsewhere.send(
    new ConfirmSubscriptionCommand({ TopicArn: TOPIC, Token: message.Token }),
  );
  await expect(confirming).rejects.toThrow("Invalid parameter: Topic");
  expect(await confirm({ TopicArn: `${TOPIC}-of-nobody` })).toMatchObject({ SubscriptionArn });
});

test("the SubscribeURL confirms without credentials, and then the link in a message unsubscribes", async () => {
  const { sns, aws, message, attributes, subscriber, SubscriptionArn } = await subscribed();
  const response = await fetch(message.SubscribeURL ?? "");
  expect([response.status, await response.text()]).toEqual([
    200,
    expect.stringContaining(`<SubscriptionArn>${SubscriptionArn}</SubscriptionArn>`),
  ]);
  expect(await attributes()).toMatchObject({
    PendingConfirmation: "false",
    ConfirmationWasAuthenticated: "false",
  });
  await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: "hello" }));
  await aws.settled();
  expect((await fetch(subscriber.received.at(-1)?.body.UnsubscribeURL ?? "")).status).toBe(200);
  await aws.settled();
  const announcement = subscriber.received.at(-1);
  expect(announcement?.headers).toMatchObject({ "x-amz-sns-subscription-arn": SubscriptionArn });
  expect(announcement?.body.Type).toBe("UnsubscribeConfirmation");
  await fetch(announcement?.body.SubscribeURL ?? "");
  expect(await attributes()).toMatchObject({ PendingConfirmation: "false" });
});

test("whoever asks for JSON, as axios does of its own accord, is answered in JSON", async () => {
  const { message, SubscriptionArn } = await subscribed();
  const accept = "application/json, text/plain, */*";
  const response = await fetch(message.SubscribeURL ?? "", { headers: { accept } });
  expect(await response.json()).toMatchObject({
    ConfirmSubscriptionResponse: { ConfirmSubscriptionResult: { SubscriptionArn } },
  });
});

test("AuthenticateOnUnsubscribe keeps strangers from unsubscribing", async () => {
  const { aws, sns, confirm, SubscriptionArn, attributes } = await subscribed();
  await confirm({ AuthenticateOnUnsubscribe: "true" });
  const link = `${aws.url}/?Action=Unsubscribe&SubscriptionArn=${SubscriptionArn}`;
  expect((await fetch(link)).status).toBe(403);
  expect(await attributes()).toBeDefined();
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  await expect(attributes()).rejects.toMatchObject({ name: "NotFoundException" });
});

test("what is pending cannot be unsubscribed", async () => {
  const { sns, SubscriptionArn } = await subscribed();
  const unsubscribe = (arn: string) => sns.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
  await expect(unsubscribe("PendingConfirmation")).rejects.toThrow(
    "An ARN must have at least 6 elements, not 1",
  );
  await expect(unsubscribe(SubscriptionArn)).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("an unconfirmed subscription vanishes after 48 hours, and its token with it", async () => {
  const { clock, attributes, confirm } = await subscribed();
  await clock.advance(48 * HOUR - 1);
  expect(await attributes()).toBeDefined();
  await clock.advance(1);
  await expect(attributes()).rejects.toMatchObject({ name: "NotFoundException" });
  await expect(confirm()).rejects.toThrow("Invalid parameter: Token");
});

test("a confirmed one stays", async () => {
  const harness = await startHarness();
  const SubscriptionArn = await subscribeConfirmed(harness, await startSubscriber());
  await harness.clock.advance(3 * DAY);
  await harness.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
});

test("the confirmation can be delayed, and is retried like any message", async () => {
  const { aws, sns, clock } = await startHarness({ confirmDelayMs: 500 });
  const subscriber = await startSubscriber();
  subscriber.statuses.push(503);
  await sns.send(new CreateTopicCommand({ Name: "tasks" }));
  await sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: "http", Endpoint: subscriber.url }));
  await clock.advance(499);
  expect(subscriber.received).toHaveLength(0);
  await clock.advance(1);
  await clock.advance(20_000);
  expect(aws.deliveries.map(({ status, outcome }) => [status, outcome])).toEqual([
    [503, "will be retried"],
    [200, "delivered"],
  ]);
});
