import { verify } from "node:crypto";
import { PublishCommand } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import { HOUR, SECOND, START, startHarness, startSubscriber, subscribeConfirmed, TOPIC } from "./harness.ts";

async function subscribed(
  policy?: object,
  topicAttributes?: Record<string, string>,
  deliveryTimeoutMs = 15_000,
) {
  const harness = await startHarness({ deliveryTimeoutMs });
  const subscriber = await startSubscriber();
  const subscriptionArn = await subscribeConfirmed(harness, subscriber, policy, topicAttributes);
  const publish = async (Message = "hello", more: object = {}) => {
    await harness.sns.send(new PublishCommand({ TopicArn: TOPIC, Message, ...more }));
    await harness.aws.settled();
  };
  /** Of every attempt to deliver a notification: how long after the start, and what came of it. */
  const attempts = () =>
    harness.aws.deliveries
      .filter(({ type }) => type === "Notification")
      .map(({ at, status, outcome }) => [(at - START) / SECOND, status, outcome]);
  return { ...harness, subscriber, subscriptionArn, publish, attempts };
}

test("a notification looks exactly as SNS writes it", async () => {
  const { publish, subscriber, subscriptionArn, aws } = await subscribed();
  await publish('say "hello"\n', { Subject: "Greeting" });
  const [{ headers, text, body } = { headers: {}, text: "", body: {} }] = subscriber.received;
  expect(headers).toMatchObject({
    "content-type": "text/plain; charset=UTF-8",
    "user-agent": "Amazon Simple Notification Service Agent",
    "accept-encoding": "gzip,deflate",
    "x-amz-sns-message-type": "Notification",
    "x-amz-sns-message-id": body.MessageId,
    "x-amz-sns-topic-arn": TOPIC,
    "x-amz-sns-subscription-arn": subscriptionArn,
  });
  expect(text).toBe(`{
  "Type" : "Notification",
  "MessageId" : "${body.MessageId}",
  "TopicArn" : "${TOPIC}",
  "Subject" : "Greeting",
  "Message" : "say \\"hello\\"\\n",
  "Timestamp" : "2026-03-01T00:00:00.000Z",
  "SignatureVersion" : "1",
  "Signature" : "${body.Signature}",
  "SigningCertURL" : "${body.SigningCertURL}",
  "UnsubscribeURL" : "${aws.url}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}"
}`);
});

test.each([
  ["1", "RSA-SHA1"],
  ["2", "RSA-SHA256"],
])("signature version %s is %s", async (SignatureVersion, algorithm) => {
  const { publish, subscriber } = await subscribed(undefined, { SignatureVersion });
  await publish("hello", { Subject: "Greeting" });
  const body = subscriber.received[0]?.body ?? {};
  const signed = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
    .map((name) => `${name}\n${body[name]}\n`)
    .join("");
  const certificate = await (await fetch(body.SigningCertURL ?? "")).text();
  const signature = Buffer.from(body.Signature ?? "", "base64");
  expect(verify(algorithm, Buffer.from(signed), certificate, signature)).toBe(true);
  expect(body.SignatureVersion).toBe(SignatureVersion);
});

test("the delivery policy chooses the content type", async () => {
  const { publish, subscriber } = await subscribed({
    requestPolicy: { headerContentType: "application/json" },
  });
  await publish();
  expect(subscriber.received[0]?.headers["content-type"]).toBe("application/json");
});

test("429 and 5xx are retried three times, 20 s apart, with the same message id", async () => {
  const { publish, subscriber, clock, attempts } = await subscribed();
  subscriber.statuses.push(500, 429, 503, 599);
  await publish();
  await clock.advance(HOUR);
  expect(attempts()).toEqual([
    [0, 500, "will be retried"],
    [20, 429, "will be retried"],
    [40, 503, "will be retried"],
    [60, 599, "lost"],
  ]);
  expect(new Set(subscriber.received.map(({ body }) => body.MessageId)).size).toBe(1);
});

test.each([400, 403, 404, 408, 499, 301])("%i is never retried, and no redirect followed", async (status) => {
  const { publish, subscriber, clock, attempts } = await subscribed();
  subscriber.statuses.push(status);
  await publish();
  await clock.advance(HOUR);
  expect(attempts()).toEqual([[0, status, "lost"]]);
});

test("an attempt without an answer counts from its time-out", async () => {
  const { publish, subscriber, clock, attempts } = await subscribed(undefined, {}, 50);
  subscriber.statuses.push("never");
  await publish();
  await clock.advance(HOUR);
  expect(attempts()).toEqual([
    [0, undefined, "will be retried"],
    [20.05, 200, "delivered"],
  ]);
});

test("a connection that is refused or closed is retried", async () => {
  const { publish, subscriber, clock, attempts } = await subscribed();
  subscriber.statuses.push("closed");
  await publish();
  await subscriber.close();
  await clock.advance(HOUR);
  expect(attempts()).toEqual([
    [0, undefined, "will be retried"],
    [20, undefined, "will be retried"],
    [40, undefined, "will be retried"],
    [60, undefined, "lost"],
  ]);
});

test("retries go at once, then at the minimum, then grow, then at the maximum", async () => {
  const healthyRetryPolicy = {
    minDelayTarget: 10,
    maxDelayTarget: 160,
    numRetries: 9,
    numNoDelayRetries: 2,
    numMinDelayRetries: 2,
    numMaxDelayRetries: 1,
    backoffFunction: "exponential",
  };
  const { publish, subscriber, clock, attempts } = await subscribed({ healthyRetryPolicy });
  subscriber.statuses.push(...Array<number>(10).fill(500));
  await publish();
  await clock.advance(HOUR);
  expect(attempts().map(([at]) => at)).toEqual([0, 0, 0, 10, 20, 40, 80, 160, 320, 480]);
});

test("SNS gives up after an hour whatever the policy", async () => {
  const healthyRetryPolicy = { minDelayTarget: 1_000, maxDelayTarget: 1_000, numRetries: 10 };
  const { publish, subscriber, clock, attempts } = await subscribed({ healthyRetryPolicy });
  subscriber.statuses.push(...Array<number>(10).fill(500));
  await publish();
  await clock.advance(24 * HOUR);
  expect(attempts().map(([at, , outcome]) => [at, outcome])).toEqual([
    [0, "will be retried"],
    [1_000, "will be retried"],
    [2_000, "will be retried"],
    [3_000, "lost"],
  ]);
});

test("the throttle policy spaces deliveries", async () => {
  const { publish, clock, attempts } = await subscribed({ throttlePolicy: { maxReceivesPerSecond: 10 } });
  await clock.advance(SECOND);
  for (const message of ["a", "b", "c"]) await publish(message);
  await clock.advance(SECOND);
  expect(attempts().map(([at]) => at)).toEqual([1, 1.1, 1.2]);
});
