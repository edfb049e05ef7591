import { GetSubscriptionAttributesCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { beforeEach, describe, expect, it } from "vitest";
import type { CompleteStack } from "../../../common/stack.ts";
import { checkSubscription } from "../../../common/tasks/subscription-check.ts";
import { awsError, givenContext, NOW, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sns } from "../mocks.ts";

const MINUTE = 60_000;

function givenSubscription(Attributes: Record<string, string>): void {
  sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes });
}

beforeEach(() => {
  resetMocks();
  givenSubscription({ PendingConfirmation: "false" });
  sns.on(SubscribeCommand).resolves({ SubscriptionArn: STACK.subscriptionArn });
});

async function check(stack: CompleteStack = STACK, context = givenContext()) {
  await checkSubscription(stack, context);
  return context;
}

describe("the subscription of the endpoint", () => {
  it("is looked at, and left alone where SNS delivers", async () => {
    const context = await check();
    expect(sent()).toEqual(["GetSubscriptionAttributes"]);
    expect(context.lines).toEqual([]);
  });

  it.each([
    ["pending", () => givenSubscription({ PendingConfirmation: "true" })],
    ["blocked", () => givenSubscription({ PendingConfirmation: "false", RawMessageDelivery: "true" })],
    ["blocked", () => givenSubscription({ PendingConfirmation: "false", FilterPolicy: '{"a":[1]}' })],
    ["missing", () => sns.on(GetSubscriptionAttributesCommand).rejects(awsError("NotFoundException"))],
  ])("that is %s is made again, and that is said (%#)", async (status, arrange) => {
    arrange();
    const context = await check();
    expect(inputsOf(SubscribeCommand)).toMatchObject([
      { TopicArn: STACK.topicArn, Endpoint: context.endpoint, ReturnSubscriptionArn: true },
    ]);
    expect(context.logged).toEqual([["warn", expect.stringContaining(`(the subscription is ${status})`)]]);
  });

  it.each([
    ["the look", GetSubscriptionAttributesCommand],
    ["the subscription", SubscribeCommand],
  ])("is no reason for a request to fail: %s", async (_, command) => {
    givenSubscription({ PendingConfirmation: "true" });
    sns.on(command as never).rejects(awsError("InternalErrorException", "down", 500));
    const context = await check();
    expect(context.lines.at(-1)).toBe("Could not check whether SNS delivers: InternalErrorException: down");
  });

  it("cannot be looked at without an account, which is no reason to fail either", async () => {
    const aws = () => {
      throw new Error("no account");
    };
    const context = await check(STACK, givenContext({ aws }));
    expect(context.lines).toEqual([expect.stringContaining("no account")]);
  });
});

describe("a look at the subscription", () => {
  it.each([
    ["follows ten minutes after the last", 10 * MINUTE, 2],
    ["does not follow sooner", 10 * MINUTE - 1, 1],
  ])("%s", async (_, ms, looks) => {
    const context = givenContext();
    await check(STACK, context);
    await context.sleep(ms);
    await check(STACK, context);
    expect(sent()).toHaveLength(looks);
  });

  it.each([
    ["ten minutes after the confirmation", 10 * MINUTE, 1],
    ["not sooner", 10 * MINUTE - 1, 0],
  ])("follows %s", async (_, ms, looks) => {
    await check({ ...STACK, confirmedAt: NOW - ms });
    expect(sent()).toHaveLength(looks);
  });

  it("is one for requests that come at the same time", async () => {
    const context = givenContext();
    await Promise.all([check(STACK, context), check(STACK, context)]);
    expect(sent()).toHaveLength(1);
  });

  it("is one for each subscription", async () => {
    const context = givenContext();
    await check(STACK, context);
    await check({ ...STACK, subscriptionArn: "another" }, context);
    expect(sent()).toHaveLength(2);
  });
});
