import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { namesOf } from "../../../common/aws/names.ts";
import { provision } from "../../../common/lifecycle/provision.ts";
import type { ResourceKind } from "../../../common/lifecycle/step.ts";
import type { Stack } from "../../../common/stack.ts";
import { awsError, NOW, STACK } from "../given.ts";
import { inputsOf, sent } from "../mocks.ts";
import {
  answerWith,
  DOWN,
  denied,
  FORMER,
  failAlways,
  failNext,
  given,
  givenAws,
  stackIn,
} from "./given-aws.ts";

givenAws();

const NEW: Stack = { number: 1, region: "us-east-1", ...namesOf("dc_test", "us-east-1", 1) };

async function run(known: Stack = NEW, context = given()) {
  const made = new Set<ResourceKind>();
  const outcome = await provision(known, made, context).catch((error) => error);
  return { outcome, made: [...made], context, saved: stackIn(context.db) };
}
const definition = () => String(inputsOf(CreateStateMachineCommand)[0]?.definition);

describe("provision", () => {
  it("makes each resource after those it names, and remembers all", async () => {
    const { outcome, made, saved } = await run();
    expect(sent()).toEqual([
      "CreateTopic",
      "CreateRole",
      "PutRolePolicy",
      "SendTaskSuccess",
      "DescribeExecution",
      "StopExecution",
      "CreateStateMachine",
      "Subscribe",
      "GetSubscriptionAttributes",
      "ListSubscriptionsByTopic",
    ]);
    expect(outcome).toEqual({ kind: "ready", stack: STACK, isClaimed: true });
    expect(saved).toEqual(STACK);
    expect(made).toEqual(["topic", "role", "policy", "state machine", "subscription"]);
  });

  it("makes them under the names of the stack, in its region", async () => {
    const region = "eu-west-1";
    const { outcome } = await run({ number: 3, region, ...namesOf("dc_test", region, 3) });
    const name = "pipedream-scheduled-tasks-dc_test-3";
    expect(outcome.stack).toMatchObject({
      topicArn: `arn:aws:sns:eu-west-1:123456789012:${name}`,
      roleArn: `arn:aws:iam::123456789012:role/pipedream/${name}-eu-west-1`,
      stateMachineArn: `arn:aws:states:eu-west-1:123456789012:stateMachine:${name}`,
    });
    expect(inputsOf(CreateTopicCommand)).toMatchObject([{ Name: name }]);
    expect(inputsOf(CreateStateMachineCommand)).toMatchObject([{ name, roleArn: outcome.stack.roleArn }]);
  });

  const { topicArn, roleArn, stateMachineArn } = STACK;
  const steps: [
    string,
    ResourceKind,
    Parameters<typeof failAlways>[0],
    ResourceKind[],
    Partial<Stack> | undefined,
  ][] = [
    ["create the SNS topic", "topic", CreateTopicCommand, [], undefined],
    ["create the IAM role", "role", CreateRoleCommand, ["topic"], { topicArn }],
    [
      "put the policy on the IAM role",
      "policy",
      PutRolePolicyCommand,
      ["topic", "role"],
      { topicArn, roleArn },
    ],
    [
      "create the Step Functions state machine",
      "state machine",
      CreateStateMachineCommand,
      ["topic", "role", "policy"],
      { topicArn, roleArn },
    ],
    [
      "subscribe the endpoint to the SNS topic",
      "subscription",
      SubscribeCommand,
      ["topic", "role", "policy", "state machine"],
      { topicArn, roleArn, stateMachineArn },
    ],
  ];

  it.each(steps)("that could not %s says what was made before, and has saved it", async (...row) => {
    const [description, , command, before, known] = row;
    const cause = denied();
    failAlways(command, cause);
    const { outcome, made, saved } = await run();
    expect(outcome).toMatchObject({
      name: "StepError",
      message: `Could not ${description}`,
      cause,
    });
    expect(made).toEqual(before);
    expect(saved).toEqual(known && { ...NEW, ...known });
  });

  it.each(steps)("tries again to %s where AWS is down for a moment", async (_, __, command) => {
    failNext(command, DOWN);
    expect((await run()).outcome).toMatchObject({ kind: "ready" });
  });

  it("finds what is there, and forgets the keys and the confirmation that were known of it", async () => {
    failAlways(CreateRoleCommand, awsError("EntityAlreadyExistsException"));
    failAlways(CreateStateMachineCommand, awsError("StateMachineAlreadyExists"));
    const { outcome, saved } = await run({ ...STACK, credentials: FORMER, confirmedAt: NOW });
    expect(outcome).toMatchObject({ kind: "ready" });
    expect(saved).toEqual(STACK);
    expect(sent()).toContain("UpdateAssumeRolePolicy");
    expect(sent()).toContain("UpdateStateMachine");
  });

  it("ends where the topic is in another account, with nothing more made or saved", async () => {
    const known = { ...STACK, topicArn: STACK.topicArn.replace("123456789012", "999999999999") };
    const { outcome, saved } = await run(known);
    expect(outcome).toEqual({ kind: "other account", topicArn: STACK.topicArn });
    expect(sent()).toEqual(["CreateTopic"]);
    expect(saved).toBeUndefined();
  });

  it.each([
    ["creation", () => failAlways(CreateStateMachineCommand, awsError("StateMachineDeleting"))],
    [
      "update",
      () => {
        failAlways(CreateStateMachineCommand, awsError("StateMachineAlreadyExists"));
        failAlways(UpdateStateMachineCommand, awsError("StateMachineDeleting"));
      },
    ],
  ])("ends where its machine is being deleted, which the %s says", async (_, arrange) => {
    arrange();
    const { outcome } = await run();
    expect(outcome).toEqual({ kind: "deleting", stack: { ...NEW, topicArn, roleArn } });
    expect(sent()).not.toContain("Subscribe");
  });

  it("leaves the machine as it is where it may not update it, and says so", async () => {
    failAlways(CreateStateMachineCommand, awsError("StateMachineAlreadyExists"));
    failAlways(UpdateStateMachineCommand, denied());
    const { outcome, context } = await run();
    expect(outcome).toMatchObject({ kind: "ready" });
    expect(context.logged).toEqual([["warn", expect.stringContaining("denies states:UpdateStateMachine")]]);
  });
});

describe("a claim", () => {
  it("is what the machine waits for where the policy allows it", async () => {
    expect((await run()).outcome.isClaimed).toBe(true);
    expect(definition()).toContain("waitForTaskToken");
  });

  it("is asked for with a token and an execution that nobody has", async () => {
    await run();
    expect(inputsOf(SendTaskSuccessCommand)).toEqual([{ taskToken: "is-this-allowed", output: "{}" }]);
    const executionArn = `${STACK.stateMachineArn.replace("stateMachine", "execution")}:is-this-allowed`;
    expect(inputsOf(DescribeExecutionCommand)).toEqual([{ executionArn }]);
    expect(inputsOf(StopExecutionCommand)).toEqual([{ executionArn, cause: "" }]);
  });

  it.each([
    ["states:SendTaskSuccess", SendTaskSuccessCommand],
    ["states:DescribeExecution", DescribeExecutionCommand],
    ["states:StopExecution", StopExecutionCommand],
  ])("is done without where the policy lacks %s", async (action, command) => {
    failAlways(command, denied(action));
    expect((await run()).outcome.isClaimed).toBe(false);
    expect(definition()).not.toContain("waitForTaskToken");
  });

  it.each([SendTaskSuccessCommand, DescribeExecutionCommand, StopExecutionCommand])(
    "is not decided about while AWS does not answer (%#)",
    async (command) => {
      failAlways(command, DOWN);
      const { outcome, made } = await run();
      expect(outcome).toMatchObject({
        name: "StepError",
        message: expect.stringMatching(/^Could not check whether tasks can be claimed in \d+ s$/),
        mayHaveMade: [],
      });
      expect(made).toEqual(["topic", "role", "policy"]);
    },
  );
});

describe("the subscription of before", () => {
  const former = { ...STACK, subscriptionArn: "of-another-endpoint" };

  it("is ended where there is another now", async () => {
    const { saved } = await run(former);
    expect(inputsOf(UnsubscribeCommand)).toEqual([{ SubscriptionArn: "of-another-endpoint" }]);
    expect(saved).toEqual(STACK);
  });

  it("is kept where it is still the one", async () => {
    await run(STACK);
    expect(sent()).not.toContain("Unsubscribe");
  });

  it.each([
    ["is left without a word where it may not be ended", denied(), []],
    [
      "is left, and that is said, where it cannot be",
      DOWN,
      [["warn", expect.stringContaining("of-another-endpoint")]],
    ],
  ])("%s", async (_, error, logged) => {
    failAlways(UnsubscribeCommand, error);
    const { outcome, context } = await run(former);
    expect(outcome).toMatchObject({ kind: "ready", stack: STACK });
    expect(context.logged).toEqual(logged);
  });
});

it("an answer without the ARN of a subscription is no success", async () => {
  answerWith(SubscribeCommand, () => ({}));
  const { outcome } = await run();
  expect(outcome).toMatchObject({
    cause: new Error("Subscribe answered without an ARN"),
    mayHaveMade: ["subscription"],
  });
});
