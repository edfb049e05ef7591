import {
  ConfirmSubscriptionCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { beforeEach, describe, expect, it } from "vitest";
import {
  confirmSubscription,
  ensureSubscription,
  isListed,
  subscriptionStatus,
  unsubscribe,
} from "../../../common/aws/subscription.ts";
import { desiredAttributes } from "../../../common/aws/subscription-attributes.ts";
import { awsError, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sns } from "../mocks.ts";
import { clients, DENIED, givenClock, total, UNEXPECTED } from "./given.ts";

beforeEach(() => {
  resetMocks();
  sns.on(GetSubscriptionAttributesCommand).resolves({});
});

const { topicArn, subscriptionArn } = STACK;
const subscriber = { topicArn, endpoint: "https://abc.m.pipedream.net" };
const UNREACHABLE = awsError("InvalidParameterException", "Invalid parameter: Unreachable endpoint");
const DIFFERENT = awsError(
  "InvalidParameterException",
  "Invalid parameter: Attributes Reason: Subscription already exists with different attributes",
);

describe("ensureSubscription", () => {
  const ensure = (clock = givenClock()) => ensureSubscription(clients.sns, subscriber, clock);
  beforeEach(() => {
    sns.on(SubscribeCommand).resolves({ SubscriptionArn: subscriptionArn });
  });

  it("subscribes the endpoint, and looks whether messages get through", async () => {
    expect(await ensure()).toBe(subscriptionArn);
    expect(sent()).toEqual(["Subscribe", "GetSubscriptionAttributes"]);
    expect(inputsOf(SubscribeCommand)).toEqual([
      {
        TopicArn: topicArn,
        Protocol: "https",
        Endpoint: subscriber.endpoint,
        ReturnSubscriptionArn: true,
        Attributes: desiredAttributes(),
      },
    ]);
  });

  it("takes the protocol of the endpoint", async () => {
    await ensureSubscription(clients.sns, { topicArn, endpoint: "http://127.0.0.1:3000" }, givenClock());
    expect(inputsOf(SubscribeCommand)).toMatchObject([{ Protocol: "http" }]);
  });

  it("sets back what blocks messages", async () => {
    sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: { RawMessageDelivery: "true" } });
    await ensure();
    expect(sent().filter((name) => name === "SetSubscriptionAttributes")).toHaveLength(2);
  });

  it("finds a subscription with other attributes, and sets them all", async () => {
    sns.on(SubscribeCommand).rejectsOnce(DIFFERENT).resolves({ SubscriptionArn: subscriptionArn });
    expect(await ensure()).toBe(subscriptionArn);
    expect(inputsOf(SubscribeCommand)[1]).toMatchObject({ Attributes: {}, ReturnSubscriptionArn: true });
    expect(sent().filter((name) => name === "SetSubscriptionAttributes")).toHaveLength(3);
  });

  it("waits for an endpoint that SNS does not reach yet", async () => {
    sns.on(SubscribeCommand).rejectsOnce(UNREACHABLE).resolves({ SubscriptionArn: subscriptionArn });
    const clock = givenClock();
    expect(await ensure(clock)).toBe(subscriptionArn);
    expect(clock.slept).toEqual([1_000]);
  });

  it("waits for 30 s at most", async () => {
    sns.on(SubscribeCommand).rejects(UNREACHABLE);
    const clock = givenClock();
    await expect(ensure(clock)).rejects.toBe(UNREACHABLE);
    expect(total(clock.slept)).toBeLessThanOrEqual(30_000);
    expect(total(clock.slept)).toBeGreaterThan(15_000);
  });

  it.each([
    ...UNEXPECTED,
    awsError("InvalidParameterException", "Endpoint"),
    awsError("AuthorizationErrorException"),
  ])("throws %s at once", async (error) => {
    sns.on(SubscribeCommand).rejects(error);
    const clock = givenClock();
    await expect(ensure(clock)).rejects.toBe(error);
    expect(clock.slept).toEqual([]);
  });

  it("does not take an answer without an ARN for success", async () => {
    sns.on(SubscribeCommand).resolves({});
    await expect(ensure()).rejects.toThrow("answered without an ARN");
  });
});

describe("subscriptionStatus", () => {
  const look = () => subscriptionStatus(clients.sns, subscriber, subscriptionArn);

  it.each<[string, Record<string, string>, string]>([
    ["confirmed", { PendingConfirmation: "false" }, "confirmed"],
    ["not confirmed", { PendingConfirmation: "true" }, "pending"],
    ["of which nothing is said", {}, "pending"],
    ["set to raw delivery", { PendingConfirmation: "false", RawMessageDelivery: "true" }, "blocked"],
    ["filtered", { PendingConfirmation: "false", FilterPolicy: '{"a":["b"]}' }, "blocked"],
  ])("of one that is %s", async (_, Attributes, status) => {
    sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes });
    expect(await look()).toBe(status);
    expect(inputsOf(GetSubscriptionAttributesCommand)).toEqual([{ SubscriptionArn: subscriptionArn }]);
  });

  it.each(["NotFoundException", "InvalidParameterException"])("%s is missing", async (name) => {
    sns.on(GetSubscriptionAttributesCommand).rejects(awsError(name));
    expect(await look()).toBe("missing");
  });

  it.each([
    [subscriptionArn, "confirmed"],
    ["pending confirmation", "pending"],
  ])("is known by subscribing again where it may not look: %s is %s", async (SubscriptionArn, status) => {
    for (const name of DENIED) {
      sns.on(GetSubscriptionAttributesCommand).rejects(awsError(name));
      sns.on(SubscribeCommand).resolves({ SubscriptionArn });
      expect(await look()).toBe(status);
    }
    expect(inputsOf(SubscribeCommand)[0]).toMatchObject({ TopicArn: topicArn, ReturnSubscriptionArn: false });
  });

  it.each(UNEXPECTED)("throws %s", async (error) => {
    sns.on(GetSubscriptionAttributesCommand).rejects(error);
    await expect(look()).rejects.toBe(error);
  });
});

describe("isListed", () => {
  const list = () => isListed(clients.sns, subscriber);
  const ours = { Endpoint: subscriber.endpoint };
  const other = { Endpoint: "https://other.example" };

  it.each([
    ["ours", [{ Subscriptions: [other, ours] }], "yes"],
    ["others only", [{ Subscriptions: [other] }], "no"],
    ["nothing", [{}], "no"],
    [
      "ours on the second page",
      [{ Subscriptions: [other], NextToken: "t" }, { Subscriptions: [ours] }],
      "yes",
    ],
  ])("sees %s", async (_, pages, word) => {
    const left: object[] = [...pages];
    sns.on(ListSubscriptionsByTopicCommand).callsFake(() => left.shift());
    expect(await list()).toBe(word);
    expect(left).toEqual([]);
  });

  it("looks at five pages at most", async () => {
    sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [other], NextToken: "more" });
    expect(await list()).toBe("no");
    expect(inputsOf(ListSubscriptionsByTopicCommand)).toHaveLength(5);
    expect(inputsOf(ListSubscriptionsByTopicCommand)[4]).toEqual({ TopicArn: topicArn, NextToken: "more" });
  });

  it.each([...DENIED, "InvalidParameterException", "NotFoundException"])(
    "%s is not-permitted",
    async (name) => {
      sns.on(ListSubscriptionsByTopicCommand).rejects(awsError(name));
      expect(await list()).toBe("not-permitted");
    },
  );

  it("throws where AWS does not answer", async () => {
    const error = awsError("InternalErrorException", "down", 500);
    sns.on(ListSubscriptionsByTopicCommand).rejects(error);
    await expect(list()).rejects.toBe(error);
  });
});

it("confirmSubscription lets only the owner unsubscribe", async () => {
  await confirmSubscription(clients.sns, topicArn, "token");
  expect(inputsOf(ConfirmSubscriptionCommand)).toEqual([
    { TopicArn: topicArn, Token: "token", AuthenticateOnUnsubscribe: "true" },
  ]);
});

describe("unsubscribe", () => {
  const remove = () => unsubscribe(clients.sns, subscriptionArn);

  it("deletes the subscription", async () => {
    await remove();
    expect(inputsOf(UnsubscribeCommand)).toEqual([{ SubscriptionArn: subscriptionArn }]);
  });

  it.each(["NotFoundException", "InvalidParameterException"])("has nothing to do after %s", async (name) => {
    sns.on(UnsubscribeCommand).rejects(awsError(name));
    await expect(remove()).resolves.toBeUndefined();
  });

  it.each([...UNEXPECTED, awsError("AuthorizationErrorException")])("throws %s", async (error) => {
    sns.on(UnsubscribeCommand).rejects(error);
    await expect(remove()).rejects.toBe(error);
  });
});
