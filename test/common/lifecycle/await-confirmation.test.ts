import { GetSubscriptionAttributesCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { awaitConfirmation } from "../../../common/lifecycle/await-confirmation.ts";
import { awsError, givenContext, STACK } from "../given.ts";
import { inputsOf, sent } from "../mocks.ts";
import { answerWith, DOWN, denied, failAlways, givenAws, total } from "./given-aws.ts";

givenAws();

const pending = { Attributes: { PendingConfirmation: "true" } };
const confirmed = { Attributes: { PendingConfirmation: "false" } };

async function run(context = givenContext()) {
  return { isConfirmed: await awaitConfirmation(STACK, context), context };
}

describe("the confirmation", () => {
  it("may be there already", async () => {
    const { isConfirmed, context } = await run();
    expect([isConfirmed, context.slept, context.lines]).toEqual([true, [], []]);
    expect(sent()).toEqual(["GetSubscriptionAttributes"]);
  });

  it("is waited for", async () => {
    const looks = [pending, pending];
    answerWith(GetSubscriptionAttributesCommand, () => looks.shift() ?? confirmed);
    const { isConfirmed, context } = await run();
    expect([isConfirmed, context.slept, context.lines]).toEqual([true, [500, 750], []]);
  });

  it.each([
    ["stays out", () => answerWith(GetSubscriptionAttributesCommand, () => pending)],
    [
      "is of a subscription that vanished",
      () => failAlways(GetSubscriptionAttributesCommand, awsError("NotFoundException")),
    ],
    [
      "is of a subscription that delivers nothing",
      () =>
        answerWith(GetSubscriptionAttributesCommand, () => ({
          Attributes: { PendingConfirmation: "false", RawMessageDelivery: "true" },
        })),
    ],
    [
      "stays out and may not be looked at",
      () => {
        failAlways(GetSubscriptionAttributesCommand, denied());
        answerWith(SubscribeCommand, () => ({ SubscriptionArn: "pending confirmation" }));
      },
    ],
  ])("that %s is waited for half a minute, and that is said", async (_, arrange) => {
    arrange();
    const { isConfirmed, context } = await run();
    expect(isConfirmed).toBe(false);
    expect(total(context.slept)).toBeLessThanOrEqual(30_000);
    expect(total(context.slept)).toBeGreaterThan(20_000);
    expect(context.logged).toEqual([["warn", expect.stringContaining("has not had its subscription")]]);
  });

  it("that may not be looked at is known by subscribing again", async () => {
    failAlways(GetSubscriptionAttributesCommand, denied());
    expect((await run()).isConfirmed).toBe(true);
    expect(inputsOf(SubscribeCommand)).toMatchObject([
      { TopicArn: STACK.topicArn, ReturnSubscriptionArn: false },
    ]);
  });

  it("that cannot be asked for now is no reason to fail, and that is said", async () => {
    failAlways(GetSubscriptionAttributesCommand, DOWN);
    const { isConfirmed, context } = await run();
    expect(isConfirmed).toBe(false);
    expect(context.logged).toEqual([
      ["warn", "Could not see whether SNS delivers to the endpoint: InternalFailure: down"],
    ]);
  });
});
