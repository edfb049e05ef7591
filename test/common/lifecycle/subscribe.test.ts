import { ListSubscriptionsByTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { subscribe } from "../../../common/lifecycle/subscribe.ts";
import { givenContext, STACK } from "../given.ts";
import { inputsOf, sent } from "../mocks.ts";
import { answerWith, DOWN, denied, failAlways, givenAws, total } from "./given-aws.ts";

givenAws();

function run(context = givenContext()) {
  const { topicArn } = STACK;
  return subscribe({ topicArn, endpoint: context.endpoint }, context.aws(STACK), context);
}

describe("subscribe", () => {
  it("subscribes the endpoint, and sees that the topic lists it", async () => {
    const context = givenContext();
    expect(await run(context)).toBe(STACK.subscriptionArn);
    expect(sent()).toEqual(["Subscribe", "GetSubscriptionAttributes", "ListSubscriptionsByTopic"]);
    expect(inputsOf(ListSubscriptionsByTopicCommand)).toMatchObject([{ TopicArn: STACK.topicArn }]);
    expect(context.slept).toEqual([]);
  });

  it("believes SNS where it may not list", async () => {
    failAlways(ListSubscriptionsByTopicCommand, denied());
    const context = givenContext();
    expect(await run(context)).toBe(STACK.subscriptionArn);
    expect(context.slept).toEqual([]);
  });

  it("subscribes again until SNS has forgotten the subscription of a deleted topic", async () => {
    let looks = 0;
    answerWith(SubscribeCommand, ({ TopicArn }) => ({
      SubscriptionArn: `${TopicArn}:${looks < 2 ? "ghost" : "1f"}`,
    }));
    answerWith(ListSubscriptionsByTopicCommand, () => ({
      Subscriptions: looks++ < 2 ? [] : [{ Endpoint: givenContext().endpoint }],
    }));
    const context = givenContext();
    expect(await run(context)).toBe(STACK.subscriptionArn);
    expect(context.slept).toEqual([1_000, 1_500]);
    expect(inputsOf(SubscribeCommand)).toHaveLength(3);
  });

  it("says so if that takes longer than 90 s", async () => {
    answerWith(ListSubscriptionsByTopicCommand, () => ({
      Subscriptions: [{ Endpoint: "https://other.example" }],
    }));
    const context = givenContext();
    await expect(run(context)).rejects.toThrow(
      `SNS returned ${STACK.subscriptionArn}, of a deleted topic of this name`,
    );
    expect(total(context.slept)).toBeLessThanOrEqual(90_000);
    expect(total(context.slept)).toBeGreaterThan(60_000);
  });

  it.each([
    ["the subscription", SubscribeCommand],
    ["the list", ListSubscriptionsByTopicCommand],
  ])("throws what goes wrong with %s", async (_, command) => {
    failAlways(command, DOWN);
    await expect(run()).rejects.toBe(DOWN);
  });
});
