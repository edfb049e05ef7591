import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import type { Context } from "../../../common/context.ts";
import { activate } from "../../../common/lifecycle/activate.ts";
import type { Stack, State } from "../../../common/stack.ts";
import { currentStack, readState } from "../../../common/state.ts";
import { awsError, type GivenContext, givenContext, givenDb, NOW, STACK } from "../given.ts";
import { inputsOf, sent } from "../mocks.ts";
import {
  answerWith,
  DOWN,
  denied,
  empty,
  FORMER,
  failAlways,
  given,
  givenAws,
  OWN,
  running,
} from "./given-aws.ts";

givenAws();

const CONFIRMED = { ...STACK, confirmedAt: NOW };
const elsewhere = (region: string, accountId = "123456789012"): Stack & { readonly topicArn: string } => {
  const there = (arn: string) => arn.replace("us-east-1", region).replace("123456789012", accountId);
  return {
    ...STACK,
    number: 2,
    region,
    topicArn: there(STACK.topicArn),
    stateMachineArn: there(STACK.stateMachineArn),
    subscriptionArn: there(STACK.subscriptionArn),
  };
};
const active = (...others: Stack[]): Partial<State> => ({
  lastNumber: 2,
  current: 1,
  stacks: [STACK, ...others],
  lastHook: "deactivate",
});

async function run(context: GivenContext = empty()) {
  const error = await activate(context).then(
    () => undefined,
    (thrown) => thrown,
  );
  return { error, context, state: readState(context.db) };
}

describe("activate", () => {
  it("makes a stack that takes tasks, and says where", async () => {
    const { error, context, state } = await run();
    expect(error).toBeUndefined();
    expect(state).toEqual({
      version: 2,
      lastNumber: 1,
      current: 1,
      stacks: [CONFIRMED],
      lastHook: "activate",
    });
    expect(currentStack(state, "us-east-1")).toEqual(CONFIRMED);
    expect(context.logged).toEqual([
      ["info", expect.stringContaining("Ready: POST https://abc.m.pipedream.net/schedule")],
    ]);
  });

  it("finds its stack again, and changes nothing", async () => {
    const { context } = await run();
    const before = readState(context.db);
    await activate(context);
    expect(readState(context.db)).toEqual(before);
    expect(inputsOf(CreateTopicCommand).map(({ Name }) => Name)).toEqual([STACK.topicName, STACK.topicName]);
  });

  it("adopts the stacks of version 0.1 under their names", async () => {
    const { number: _, topicName: __, ...former } = STACK;
    const db = givenDb({ state: { version: 1, current: STACK.topicArn, stacks: [former] } });
    const { state } = await run(givenContext({ db }));
    expect(state).toMatchObject({ version: 2, lastNumber: 10, current: 1, stacks: [CONFIRMED] });
  });

  it("is current before its confirmation comes, and unconfirmed until then", async () => {
    const context = empty();
    answerWith(GetSubscriptionAttributesCommand, () => {
      if (sent().includes("ListSubscriptionsByTopic"))
        expect(readState(context.db)).toMatchObject({ current: 1 });
      return { Attributes: { PendingConfirmation: "true" } };
    });
    const { error, state } = await run(context);
    expect(error).toBeUndefined();
    expect(state).toMatchObject({ current: 1, stacks: [STACK], lastHook: "activate" });
    expect(state.stacks[0]?.confirmedAt).toBeUndefined();
    expect(context.lines).toEqual([
      expect.stringContaining("has not had its subscription"),
      expect.stringContaining("Ready"),
    ]);
  });

  it("says what the plain mode means, where claims are not allowed", async () => {
    failAlways(SendTaskSuccessCommand, denied());
    const { context } = await run();
    expect(context.logged.at(-1)).toEqual([
      "warn",
      expect.stringContaining("Plain mode: a task is published once"),
    ]);
  });

  it.each<[string, Partial<Context>, string]>([
    ["an id", { sourceId: "" }, "PD_COMPONENT"],
    ["an id of its kind", { sourceId: "dc_a/../b" }, "PD_COMPONENT"],
    ["an id of some length", { sourceId: "x".repeat(41) }, "PD_COMPONENT"],
    ["an account", { credentials: undefined }, "No AWS account"],
  ])("needs %s before it asks AWS anything", async (_, change, text) => {
    const { error, state } = await run(givenContext({ db: givenDb(), ...change }));
    expect(error).toMatchObject({ name: "ActivationError", message: expect.stringContaining(text) });
    expect([sent(), state.stacks]).toEqual([[], []]);
  });

  it("ends with what failed as an error for the owner", async () => {
    failAlways(CreateTopicCommand, denied("sns:CreateTopic"));
    const { error, state } = await run();
    expect(error).toMatchObject({
      name: "ActivationError",
      message: expect.stringContaining(
        "Could not create the SNS topic: the policy of the AWS user lacks sns:CreateTopic.",
      ),
    });
    expect(state).toEqual({ version: 2, lastNumber: 0, stacks: [] });
  });

  it("keeps the keys to what is there, when it fails: the next activation may have others", async () => {
    failAlways(DescribeStateMachineCommand, DOWN);
    const { error, state } = await run(given(active(elsewhere("eu-west-1"))));
    expect(error).toMatchObject({
      name: "ActivationError",
      message: expect.stringContaining("Could not look at the Step Functions state machine"),
    });
    expect(state.stacks).toEqual(
      [STACK, elsewhere("eu-west-1")].map((stack) => ({ ...stack, credentials: OWN })),
    );
    expect(state.lastHook).toBe("deactivate");
  });

  it("throws a defect as it is", async () => {
    answerWith(CreateStateMachineCommand, () => ({}));
    const context = givenContext({
      aws: () => {
        throw new TypeError("a defect");
      },
    });
    expect((await run(context)).error).toBeInstanceOf(TypeError);
  });
});

describe("a stack of before", () => {
  it("goes when nothing is pending there", async () => {
    const { state } = await run(given(active(elsewhere("eu-west-1"))));
    expect(state.stacks).toEqual([CONFIRMED]);
    expect(sent()).toContain("DeleteTopic");
  });

  it("stays while tasks are pending, subscribed, and without keys that are not needed", async () => {
    answerWith(ListExecutionsCommand, () => running("a"));
    const former = elsewhere("eu-west-1");
    answerWith(SubscribeCommand, ({ TopicArn }) => ({ SubscriptionArn: `${TopicArn}:of-today` }));
    const { state, context } = await run(given(active({ ...former, credentials: FORMER })));
    expect(state.stacks).toContainEqual({ ...former, subscriptionArn: `${former.topicArn}:of-today` });
    expect(inputsOf(SubscribeCommand).map(({ TopicArn }) => TopicArn)).toEqual([
      STACK.topicArn,
      former.topicArn,
    ]);
    expect(context.lines).toContain(
      `Tasks are still pending in eu-west-1, with ${former.topicArn}. They will be emitted too`,
    );
  });

  it.each([
    ["fails", () => answerWith(SubscribeCommand, ({ TopicArn }) => refuseEurope(TopicArn))],
    [
      "is a ghost",
      () =>
        answerWith(ListSubscriptionsByTopicCommand, ({ TopicArn }) => ({
          Subscriptions: TopicArn.includes("eu-west-1") ? [] : [{ Endpoint: givenContext().endpoint }],
        })),
    ],
  ])("whose subscription %s stays as it is, and that is said", async (_, arrange) => {
    arrange();
    answerWith(ListExecutionsCommand, () => running("a"));
    const former = elsewhere("eu-west-1");
    const { error, state, context } = await run(given(active(former)));
    expect(error).toBeUndefined();
    expect(state.stacks).toContainEqual(former);
    expect(context.logged.at(-1)).toEqual([
      "error",
      expect.stringContaining(`Could not subscribe the endpoint to ${former.topicArn} again`),
    ]);
  });

  const refuseEurope = (TopicArn: string) => {
    if (TopicArn.includes("eu-west-1")) throw DOWN;
    return { SubscriptionArn: `${TopicArn}:1f` };
  };

  it("in another account is asked with its keys, and keeps them as long as tasks are pending", async () => {
    answerWith(ListExecutionsCommand, async (_, getClient) => {
      expect((await getClient().config.credentials()).accessKeyId).toBe("AKIAFORMER");
      return running("a");
    });
    const former = { ...elsewhere("us-east-1", "999999999999"), credentials: FORMER };
    const { state } = await run(given(active(former)));
    expect(state.stacks).toContainEqual(former);
  });

  it("in another account is not touched when its keys are not known", async () => {
    const former = elsewhere("us-east-1", "999999999999");
    const { state, context } = await run(given(active(former)));
    expect(sent().filter((name) => name.startsWith("Delete") || name === "ListExecutions")).toEqual([]);
    expect(state.stacks).toEqual([former, CONFIRMED]);
    expect(context.lines).toContain(
      `Left as it is: ${former.topicArn}. The keys of its account are not known any more`,
    );
  });

  it("that cannot be asked about holds up no activation", async () => {
    answerWith(ListExecutionsCommand, () => new Promise(() => {}));
    const { error, state } = await run(given(active(elsewhere("eu-west-1"))));
    expect(error).toBeUndefined();
    expect(state).toMatchObject({ current: 1, lastHook: "activate" });
    expect(state.stacks).toHaveLength(2);
  });

  it("whose deletion was begun is deleted to the end", async () => {
    answerWith(ListExecutionsCommand, () => running());
    const { state } = await run(given(active({ ...elsewhere("eu-west-1"), isRetired: true })));
    expect(state.stacks).toEqual([CONFIRMED]);
  });

  it("that is found to be in deletion goes after the new one is there", async () => {
    failAlways(DescribeStateMachineCommand, awsError("StateMachineDoesNotExist"));
    failAlways(ListExecutionsCommand, awsError("StateMachineDoesNotExist"));
    const { state } = await run(given(active()));
    expect(state).toMatchObject({ current: 3, stacks: [{ number: 3 }] });
    expect(sent().indexOf("Subscribe")).toBeLessThan(sent().indexOf("DeleteTopic"));
  });

  it("is no reason to leave what a failed activation has made elsewhere", async () => {
    failAlways(SubscribeCommand, denied());
    const former = elsewhere("eu-west-1");
    const { error, state } = await run(given({ lastNumber: 2, stacks: [former] }));
    expect(error.name).toBe("ActivationError");
    expect(state.stacks).toEqual([{ ...former, credentials: OWN }]);
    expect(state.lastNumber).toBe(3);
  });
});
