import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateStateMachineCommand, DescribeStateMachineCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, DeleteTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { namesOf } from "../../../common/aws/names.ts";
import { standUp } from "../../../common/lifecycle/stand-up.ts";
import type { Stack, State } from "../../../common/stack.ts";
import { readState } from "../../../common/state.ts";
import { awsError, STACK } from "../given.ts";
import { inputsOf, sent } from "../mocks.ts";
import { answerWith, DOWN, denied, FORMER, failAlways, failNext, given, givenAws } from "./given-aws.ts";

givenAws();

const numbered = (number: number, region = "us-east-1", accountId = "123456789012"): Stack => {
  const names = namesOf("dc_test", region, number);
  const topicArn = `arn:aws:sns:${region}:${accountId}:${names.topicName}`;
  return {
    number,
    region,
    ...names,
    topicArn,
    roleArn: `arn:aws:iam::${accountId}:role/pipedream/${names.roleName}`,
    stateMachineArn: `arn:aws:states:${region}:${accountId}:stateMachine:${names.stateMachineName}`,
    subscriptionArn: `${topicArn}:1f`,
  };
};

async function run(state: Partial<State> = {}) {
  const context = given(state);
  const ready = await standUp(context).catch((error) => error);
  const { stacks, lastNumber } = readState(context.db);
  return { ready, number: ready.stack?.number, context, stacks, lastNumber };
}

it("the numbered stack is that of the other tests", () => {
  expect(numbered(1)).toEqual(STACK);
});

describe("a new stack", () => {
  it("has the number after the last", async () => {
    const { ready, stacks, lastNumber } = await run({ lastNumber: 4 });
    expect(ready).toEqual({ kind: "ready", stack: numbered(5), isClaimed: true });
    expect([stacks, lastNumber]).toEqual([[numbered(5)], 5]);
  });

  it("is in the record, with its number, before anything of it is made", async () => {
    const context = given();
    answerWith(CreateTopicCommand, () => {
      expect(readState(context.db)).toMatchObject({ lastNumber: 1, stacks: [{ number: 1 }] });
      return { TopicArn: STACK.topicArn };
    });
    expect((await standUp(context)).stack).toEqual(STACK);
  });

  it("that is refused at its first call leaves nothing, not even its number", async () => {
    failAlways(CreateTopicCommand, denied("sns:CreateTopic"));
    const { ready, stacks, lastNumber } = await run({ lastNumber: 4 });
    expect(ready).toMatchObject({
      name: "ActivationError",
      message: expect.not.stringContaining("Left behind"),
    });
    expect([stacks, lastNumber]).toEqual([[], 4]);
  });

  it("that fails later is deleted, and its number is not used again", async () => {
    failAlways(CreateRoleCommand, denied());
    const { ready, stacks, lastNumber } = await run();
    expect(ready.name).toBe("ActivationError");
    expect(sent()).toContain("DeleteTopic");
    expect([stacks, lastNumber]).toEqual([[], 1]);
  });

  it("whose machine is being deleted is followed by the next, and goes", async () => {
    failNext(CreateStateMachineCommand, awsError("StateMachineDeleting"), awsError("StateMachineDeleting"));
    const { number, stacks, lastNumber } = await run();
    expect([number, lastNumber]).toEqual([3, 3]);
    expect(stacks).toMatchObject([
      { number: 1, isRetired: true, topicArn: numbered(1).topicArn },
      { number: 2, isRetired: true, topicArn: numbered(2).topicArn },
      numbered(3),
    ]);
  });

  it("is not tried for ever", async () => {
    failAlways(CreateStateMachineCommand, awsError("StateMachineDeleting"));
    const { ready, stacks } = await run();
    expect(ready).toMatchObject({
      name: "ActivationError",
      message: expect.stringContaining("are being deleted"),
    });
    expect(stacks).toHaveLength(10);
    expect(stacks.every(({ isRetired }) => isRetired)).toBe(true);
  });
});

describe("a stack of the record", () => {
  it("is taken over", async () => {
    const { ready, stacks, lastNumber } = await run({ lastNumber: 3, current: 1, stacks: [STACK] });
    expect(ready.stack).toEqual(STACK);
    expect([stacks, lastNumber]).toEqual([[STACK], 3]);
    expect(sent()[0]).toBe("DescribeStateMachine");
    expect(inputsOf(DescribeStateMachineCommand)).toEqual([{ stateMachineArn: STACK.stateMachineArn }]);
  });

  it("is taken over where its machine may not be looked at", async () => {
    failAlways(DescribeStateMachineCommand, denied());
    expect((await run({ lastNumber: 1, stacks: [STACK] })).number).toBe(1);
  });

  it.each([
    ["gone", () => failAlways(DescribeStateMachineCommand, awsError("StateMachineDoesNotExist"))],
    ["being deleted", () => answerWith(DescribeStateMachineCommand, () => ({ status: "DELETING" }))],
    [
      "being deleted, as its creation says",
      () => failNext(CreateStateMachineCommand, awsError("StateMachineDeleting")),
    ],
  ])("whose machine is %s is retired, and the next number made", async (_, arrange) => {
    arrange();
    const { number, stacks } = await run({ lastNumber: 1, current: 1, stacks: [STACK] });
    expect(number).toBe(2);
    expect(stacks).toMatchObject([{ ...STACK, isRetired: true }, numbered(2)]);
  });

  it("is neither adopted nor passed over while AWS does not say what its machine is", async () => {
    failAlways(DescribeStateMachineCommand, DOWN);
    const { ready, stacks } = await run({ lastNumber: 1, stacks: [STACK] });
    expect(ready).toMatchObject({
      name: "StepError",
      message: expect.stringContaining("Could not look at the Step Functions state machine"),
    });
    expect(stacks).toEqual([STACK]);
    expect(sent()).not.toContain("CreateTopic");
  });

  it.each([
    ["is retired", [{ ...STACK, isRetired: true }], 2],
    ["is in another region", [numbered(1, "eu-west-1")], 2],
    ["is current, before a later one", [numbered(1), numbered(2)], 1],
  ])("that %s", async (_, stacks, number) => {
    const result = await run({ lastNumber: stacks.length, current: 1, stacks });
    expect(result.number).toBe(number);
  });

  it("of several, none current, is the latest", async () => {
    const { number, stacks } = await run({ lastNumber: 3, stacks: [numbered(1), numbered(3), numbered(2)] });
    expect(number).toBe(3);
    expect(stacks.map((stack) => stack.number).toSorted()).toEqual([1, 2, 3]);
  });

  it("that is half made is completed, whichever part of it is there", async () => {
    const { subscriptionArn: _, stateMachineArn: __, ...half } = STACK;
    const { ready } = await run({ lastNumber: 1, stacks: [half] });
    expect(ready.stack).toEqual(STACK);
    expect(sent()).not.toContain("DescribeStateMachine");
  });

  it("that is half made and fails again is deleted, all that it may have", async () => {
    const { subscriptionArn: _, stateMachineArn: __, ...half } = STACK;
    failAlways(CreateRoleCommand, denied());
    const { ready, stacks } = await run({ lastNumber: 1, stacks: [half] });
    expect(ready.name).toBe("ActivationError");
    expect(sent()).toEqual(
      expect.arrayContaining(["DeleteStateMachine", "DeleteRolePolicy", "DeleteRole", "DeleteTopic"]),
    );
    expect(stacks).toEqual([]);
  });

  it.each([
    ["topic", CreateTopicCommand],
    ["role", CreateRoleCommand],
    ["subscription", SubscribeCommand],
  ])("that was complete is left alone where its %s fails", async (_, command) => {
    failAlways(command, DOWN);
    const { ready, stacks } = await run({ lastNumber: 1, current: 1, stacks: [STACK] });
    expect(ready.name).toBe("StepError");
    expect(sent().filter((name) => name.startsWith("Delete"))).toEqual([]);
    expect(stacks).toEqual([STACK]);
  });
});

describe("a stack of another account", () => {
  const others = { ...numbered(1, "us-east-1", "999999999999"), credentials: FORMER };
  /** The topic that only asking has made. */
  const stray = { TopicArn: STACK.topicArn };

  it("is found out by asking where the keys are new, and the topic that this makes is deleted", async () => {
    failAlways(DescribeStateMachineCommand, denied());
    const { number, stacks, context } = await run({ lastNumber: 1, current: 1, stacks: [others] });
    expect(number).toBe(2);
    expect(stacks).toEqual([others, numbered(2)]);
    expect(inputsOf(DeleteTopicCommand)).toEqual([stray]);
    expect(context.lines).toEqual([]);
  });

  it("leaves an unused topic where that may not be deleted, and says so", async () => {
    failAlways(DescribeStateMachineCommand, denied());
    failAlways(DeleteTopicCommand, denied("sns:DeleteTopic"));
    const { number, context } = await run({ lastNumber: 1, current: 1, stacks: [others] });
    expect(number).toBe(2);
    expect(context.logged).toEqual([
      ["warn", expect.stringContaining(`Left an unused topic in account 123456789012: ${STACK.topicArn}`)],
    ]);
  });

  it("never costs a stack of this account its topic, which version 0.1 named alike", async () => {
    failNext(DescribeStateMachineCommand, denied());
    const twin = { ...others, number: 2 };
    const { ready } = await run({ lastNumber: 10, current: 2, stacks: [STACK, twin] });
    expect(ready.stack).toEqual(STACK);
    expect(sent()).not.toContain("DeleteTopic");
  });
});
