import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import { clientConfig, startHarness, startSubscriber, subscribeConfirmed, TOPIC } from "./harness.ts";

test("CreateTopic is idempotent unless the attributes differ", async () => {
  const { sns } = await startHarness();
  const create = (Attributes?: Record<string, string>) =>
    sns.send(new CreateTopicCommand({ Name: "tasks", Attributes }));
  expect(await create({ SignatureVersion: "2" })).toMatchObject({ TopicArn: TOPIC });
  expect(await create()).toMatchObject({ TopicArn: TOPIC });
  await expect(create({ SignatureVersion: "1" })).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "Invalid parameter: Attributes Reason: Topic already exists with different attributes",
  });
  await sns.send(
    new SetTopicAttributesCommand({ TopicArn: TOPIC, AttributeName: "DisplayName", AttributeValue: "Tasks" }),
  );
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
  expect(Attributes).toMatchObject({
    DisplayName: "Tasks",
    SignatureVersion: "2",
    SubscriptionsConfirmed: "0",
  });
});

test("topics belong to their region and partition", async () => {
  const { aws, sns } = await startHarness();
  const china = new SNSClient(clientConfig(aws, "cn-north-1"));
  const { TopicArn } = await china.send(new CreateTopicCommand({ Name: "tasks" }));
  expect(TopicArn).toBe("arn:aws-cn:sns:cn-north-1:123456789012:tasks");
  await expect(sns.send(new GetTopicAttributesCommand({ TopicArn }))).rejects.toThrow(
    "Invalid parameter: TopicArn",
  );
});

test("DeleteTopic is idempotent, and its subscriptions stay detached from a new topic of the name", async () => {
  const harness = await startHarness();
  const { sns } = harness;
  const SubscriptionArn = await subscribeConfirmed(harness, await startSubscriber());
  await sns.send(new DeleteTopicCommand({ TopicArn: TOPIC }));
  await sns.send(new DeleteTopicCommand({ TopicArn: TOPIC }));
  const publishing = sns.send(new PublishCommand({ TopicArn: TOPIC, Message: "hello" }));
  await expect(publishing).rejects.toMatchObject({
    name: "NotFoundException",
    $metadata: { httpStatusCode: 404 },
  });
  await sns.send(new CreateTopicCommand({ Name: "tasks" }));
  const byTopic = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }));
  expect(byTopic.Subscriptions).toEqual([]);
  expect((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions).toMatchObject([
    { SubscriptionArn },
  ]);
});

test("subscription attributes", async () => {
  const harness = await startHarness();
  const { sns } = harness;
  const policy = { requestPolicy: { headerContentType: "application/json" } };
  const SubscriptionArn = await subscribeConfirmed(harness, await startSubscriber(), policy);
  await sns.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn,
      AttributeName: "DeliveryPolicy",
      AttributeValue: JSON.stringify({ ...policy, healthyRetryPolicy: { numRetries: 7 } }),
    }),
  );
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes).toMatchObject({
    PendingConfirmation: "false",
    ConfirmationWasAuthenticated: "true",
    Protocol: "http",
    TopicArn: TOPIC,
  });
  expect(JSON.parse(Attributes?.EffectiveDeliveryPolicy ?? "")).toMatchObject({
    healthyRetryPolicy: { numRetries: 7, minDelayTarget: 20, backoffFunction: "linear" },
    ...policy,
  });
});

const retry = (healthyRetryPolicy: object) => JSON.stringify({ healthyRetryPolicy });

test.each([
  [
    "an endpoint of another scheme",
    { Endpoint: "https://a.example/" },
    "Endpoint must match the specified protocol",
  ],
  ["another protocol", { Protocol: "fax" }, "Amazon SNS does not support this protocol string: fax"],
  ["an unknown topic", { TopicArn: `${TOPIC}2` }, "Topic does not exist"],
  ["a malformed topic", { TopicArn: "tasks" }, "An ARN must have at least 6 elements, not 1"],
  ["an unknown attribute", { Attributes: { Colour: "red" } }, "AttributeName"],
  [
    "a policy that is no JSON",
    { Attributes: { DeliveryPolicy: "{" } },
    "DeliveryPolicy: failed to parse JSON",
  ],
  ["101 retries", { Attributes: { DeliveryPolicy: retry({ numRetries: 101 }) } }, "between 0 and 100"],
  [
    "phases above the retries",
    { Attributes: { DeliveryPolicy: retry({ numMinDelayRetries: 4 }) } },
    "at least the sum",
  ],
  [
    "a minimum above the maximum",
    { Attributes: { DeliveryPolicy: retry({ minDelayTarget: 21 }) } },
    "must not exceed",
  ],
  [
    "a rate of zero",
    { Attributes: { DeliveryPolicy: '{"throttlePolicy":{"maxReceivesPerSecond":0}}' } },
    "at least 1",
  ],
  [
    "an odd content type",
    { Attributes: { DeliveryPolicy: '{"requestPolicy":{"headerContentType":"a/b"}}' } },
    "not supported",
  ],
])("Subscribe refuses %s", async (_, wrong, message) => {
  const { sns } = await startHarness();
  await sns.send(new CreateTopicCommand({ Name: "tasks" }));
  const input = { TopicArn: TOPIC, Protocol: "http", Endpoint: "http://a.example/", ...wrong };
  await expect(sns.send(new SubscribeCommand(input))).rejects.toThrow(message);
});

test.each([
  ["262,144 bytes", "a".repeat(262_144), undefined],
  ["one byte more", "a".repeat(262_145), "Message too long"],
  ["as many characters, but more bytes", "ä".repeat(131_073), "Message too long"],
  ["nothing", "", "Empty message"],
])("Publish of %s", async (_, Message, error) => {
  const { sns } = await startHarness();
  await sns.send(new CreateTopicCommand({ Name: "tasks" }));
  const publishing = sns.send(new PublishCommand({ TopicArn: TOPIC, Message }));
  if (error) await expect(publishing).rejects.toThrow(error);
  else expect((await publishing).MessageId).toMatch(/^[0-9a-f-]{36}$/);
});
