import { PublishCommand, SetSubscriptionAttributesCommand } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import { startHarness, startSubscriber, subscribeConfirmed, TOPIC } from "./harness.ts";

const text = (StringValue: string) => ({ DataType: "String", StringValue });

test.each([
  [{}, ["plain", "red", "blue"]],
  [{ colour: ["red"] }, ["red"]],
  [{ colour: ["red", "blue"] }, ["red", "blue"]],
  [{ colour: [{ exists: true }] }, ["red", "blue"]],
  [{ colour: [{ exists: false }] }, ["plain"]],
  [{ colour: ["red"], size: ["large"] }, []],
])("%j lets %j of the three messages pass", async (policy, passed) => {
  const harness = await startHarness();
  const { sns, aws } = harness;
  const subscriber = await startSubscriber();
  const SubscriptionArn = await subscribeConfirmed(harness, subscriber);
  await sns.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn,
      AttributeName: "FilterPolicy",
      AttributeValue: JSON.stringify(policy),
    }),
  );
  await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: "plain" }));
  for (const colour of ["red", "blue"]) {
    const MessageAttributes = { colour: text(colour) };
    await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: colour, MessageAttributes }));
  }
  await aws.settled();
  expect(subscriber.received.map(({ body }) => body.Message)).toEqual(passed);
});

test.each(["[]", '{"colour":"red"}', '{"colour":[{"prefix":"r"}]}'])(
  "a filter policy %s is refused",
  async (AttributeValue) => {
    const harness = await startHarness();
    const SubscriptionArn = await subscribeConfirmed(harness, await startSubscriber());
    const setting = harness.sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: "FilterPolicy",
        AttributeValue,
      }),
    );
    await expect(setting).rejects.toThrow("FilterPolicy: ");
  },
);
