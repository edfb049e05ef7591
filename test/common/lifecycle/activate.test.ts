import {
  CreateRoleCommand,
  DeleteRoleCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  ListExecutionsCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { IAM_CONSISTENCY_TIMEOUT_MS } from "../../../common/aws/role.ts";
import { ROLE_PROPAGATION_TIMEOUT_MS } from "../../../common/aws/state-machine.ts";
import { activate } from "../../../common/lifecycle/activate.ts";
import { readState } from "../../../common/state.ts";
import { awsError, givenContext, givenDb, STACK } from "../given.ts";
import { iam, sfn, sns } from "../mocks.ts";
import { denied, empty, givenAws, sent, stackIn } from "./given-aws.ts";

givenAws();

const CREATIONS = [
  "CreateTopic",
  "CreateRole",
  "PutRolePolicy",
  "SendTaskHeartbeat",
  "SendTaskSuccess",
  "CreateStateMachine",
  "Subscribe",
  "GetSubscriptionAttributes",
];
const NOT_ASSUMABLE = awsError(
  "AccessDeniedException",
  "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
);
const known = (...stacks: object[]) => givenDb({ state: { version: 1, current: STACK.topicArn, stacks } });
const total = (slept: readonly number[]) => slept.reduce((sum, ms) => sum + ms, 0);

describe("activate", () => {
  it("creates each resource after those it names, and remembers all", async () => {
    const context = empty();
    await activate(context);
    expect(sent()).toEqual(CREATIONS);
    expect(readState(context.db)).toEqual({
      version: 1,
      current: STACK.topicArn,
      stacks: [STACK],
      generation: 1,
    });
    expect(sns.commandCalls(SubscribeCommand)[0]?.args[0].input).toMatchObject({
      TopicArn: STACK.topicArn,
      Protocol: "https",
      Endpoint: "https://abc.m.pipedream.net",
      ReturnSubscriptionArn: true,
      Attributes: { DeliveryPolicy: expect.stringContaining("minDelayTarget") },
    });
    expect(sns.commandCalls(CreateTopicCommand)[0]?.args[0].input).toEqual({
      Name: "pipedream-scheduled-tasks-dc_test",
      Attributes: { SignatureVersion: "2" },
    });
    expect(iam.commandCalls(CreateRoleCommand)[0]?.args[0].input).toMatchObject({
      Path: "/pipedream/",
      RoleName: STACK.roleName,
    });
    expect(context.lines.join()).toContain("https://abc.m.pipedream.net/schedule");
  });

  const MACHINE = ["ListExecutions", "DeleteStateMachine", "ListExecutions"];
  const ROLE = ["DeleteRolePolicy", "DeleteRole"];
  const steps = [
    ["create the SNS topic", sns, CreateTopicCommand, []],
    ["create the IAM role", iam, CreateRoleCommand, ["DeleteTopic"]],
    ["put the policy on the IAM role", iam, PutRolePolicyCommand, ["DeleteRole", "DeleteTopic"]],
    ["create the Step Functions state machine", sfn, CreateStateMachineCommand, [...ROLE, "DeleteTopic"]],
    ["subscribe the endpoint to the SNS topic", sns, SubscribeCommand, [...MACHINE, ...ROLE, "DeleteTopic"]],
  ] as const;

  it.each(steps)(
    "that may not %s says so, and deletes what it made",
    async (step, client, command, deleted) => {
      const context = empty();
      (client as typeof sns).on(command as never).rejects(denied());
      const error = await activate(context).catch((thrown) => thrown);
      expect(error.message).toContain(`Could not ${step}: the policy of the AWS user lacks any:Action.`);
      expect(error.message).not.toContain("Left behind");
      const failedAt = sent().lastIndexOf(command.name.replace("Command", ""));
      expect(sent().slice(failedAt + 1)).toEqual(deleted);
      expect(readState(context.db).stacks).toEqual([]);
    },
  );

  it.each(steps.slice(1))(
    "that fails to %s deletes that too: the answer may have been lost",
    async (_, client, command) => {
      const context = empty();
      (client as typeof sns).on(command as never).rejects(awsError("InternalFailure", "down", 500));
      await expect(activate(context)).rejects.toThrow("InternalFailure");
      expect(sent()).toEqual(expect.arrayContaining(["DeleteRolePolicy", "DeleteRole", "DeleteTopic"]));
      expect(readState(context.db).stacks).toEqual([]);
    },
  );

  it("that got no answer about the topic looks for what it made by name", async () => {
    sns
      .on(CreateTopicCommand)
      .rejectsOnce(awsError("InternalFailure", "down", 500))
      .resolves({ TopicArn: STACK.topicArn });
    const context = empty();
    await expect(activate(context)).rejects.toThrow("Could not create the SNS topic");
    expect(sent().at(-1)).toBe("DeleteTopic");
  });

  it("stops what runs on a machine that it deletes again, for some seconds only", async () => {
    sns.on(SubscribeCommand).rejects(awsError("InternalFailure", "down", 500));
    const context = empty();
    sfn
      .on(ListExecutionsCommand)
      .resolves({ executions: [{ executionArn: "a" }] as never, nextToken: "more" });
    sfn.on(StopExecutionCommand).callsFake(async () => {
      await context.sleep(7_000);
      return { stopDate: new Date() };
    });
    await expect(activate(context)).rejects.toThrow("Could not subscribe the endpoint");
    expect(sfn.commandCalls(StopExecutionCommand).length).toBeGreaterThan(2);
    expect(total(context.slept)).toBeLessThan(60_000);
    expect(readState(context.db).stacks).toEqual([]);
  });

  it("names what it could neither finish nor delete, and remembers it", async () => {
    sfn.on(CreateStateMachineCommand).rejects(awsError("InvalidDefinition"));
    iam.on(DeleteRoleCommand).rejects(denied("iam:DeleteRole"));
    const context = empty();
    await expect(activate(context)).rejects.toThrow(
      `Left behind: role ${STACK.roleName} (the policy of the AWS user lacks iam:DeleteRole.`,
    );
    expect(stackIn(context.db)).toMatchObject({
      topicArn: STACK.topicArn,
      roleName: STACK.roleName,
      credentials: OWN,
    });
  });

  it("says so when nothing can be said of what it left", async () => {
    sns.on(CreateTopicCommand).rejects(awsError("InternalFailure", "down", 500));
    await expect(activate(empty())).rejects.toThrow(
      "Left behind: what this activation has made (InternalFailure",
    );
  });

  it("claims nothing to be left of wrong keys", async () => {
    sns.on(CreateTopicCommand).rejects(awsError("InvalidClientTokenId", "The token is invalid."));
    await expect(activate(empty())).rejects.toThrow(/The token is invalid\.$/);
  });

  const OWN = { accessKeyId: "AKIATEST", secretAccessKey: "-" };
  it.each([
    ["at first", sns, CreateTopicCommand, {}],
    // The next activation may be in another account, from which it would be out of reach.
    ["late, but keeps its keys", sfn, CreateStateMachineCommand, { credentials: OWN }],
  ])("touches nothing of a stack that was complete before it failed %s", async (_, client, command, keys) => {
    const { topicArn: TopicArn, stateMachineArn } = STACK;
    (client as typeof sns)
      .on(command as never)
      .rejectsOnce(awsError("InternalFailure", "down", 500))
      .resolves({ TopicArn, stateMachineArn } as never);
    const context = givenContext();
    await expect(activate(context)).rejects.toThrow("InternalFailure");
    expect(sent().filter((name) => name.startsWith("Delete"))).toEqual([]);
    expect(stackIn(context.db)).toEqual({ ...STACK, ...keys });
    await activate(context);
    expect(stackIn(context.db)).toEqual(STACK);
  });

  it("waits for a new role, longer each time", async () => {
    sfn
      .on(CreateStateMachineCommand)
      .rejectsOnce(NOT_ASSUMABLE)
      .rejectsOnce(NOT_ASSUMABLE)
      .rejectsOnce(NOT_ASSUMABLE)
      .resolves({ stateMachineArn: STACK.stateMachineArn });
    const context = empty();
    await activate(context);
    expect(context.slept).toEqual([1_000, 1_500, 2_250]);
  });

  it("does not wait for a new role for ever", async () => {
    sfn.on(CreateStateMachineCommand).rejects(NOT_ASSUMABLE);
    const context = empty();
    await expect(activate(context)).rejects.toThrow("authorized to assume the provided role");
    expect(total(context.slept)).toBeLessThanOrEqual(ROLE_PROPAGATION_TIMEOUT_MS);
    expect(total(context.slept)).toBeGreaterThan(ROLE_PROPAGATION_TIMEOUT_MS / 2);
  });

  it.each([
    [
      "a missing iam:PassRole",
      sfn,
      CreateStateMachineCommand,
      awsError("AccessDeniedException", denied("iam:PassRole").message),
    ],
    ["wrong keys", sfn, CreateStateMachineCommand, awsError("UnrecognizedClientException")],
    ["a policy that IAM refuses", iam, PutRolePolicyCommand, awsError("MalformedPolicyDocumentException")],
    ["an endpoint that SNS refuses", sns, SubscribeCommand, awsError("InvalidParameterException")],
  ] as const)("does not wait where waiting does not help: %s", async (_, client, command, error) => {
    (client as typeof sns).on(command as never).rejects(error);
    const context = empty();
    await expect(activate(context)).rejects.toThrow(/^Could not /);
    expect(context.slept).toEqual([]);
  });

  it("makes the role again if IAM, which answers from several places, has lost sight of it", async () => {
    iam
      .on(CreateRoleCommand)
      .rejectsOnce(awsError("EntityAlreadyExistsException"))
      .resolves({ Role: { Arn: STACK.roleArn } as never });
    iam.on(UpdateAssumeRolePolicyCommand).rejects(awsError("NoSuchEntityException"));
    iam.on(PutRolePolicyCommand).rejectsOnce(awsError("NoSuchEntityException")).resolves({});
    const context = empty();
    await activate(context);
    expect(stackIn(context.db)).toEqual(STACK);
    expect(total(context.slept)).toBeLessThanOrEqual(IAM_CONSISTENCY_TIMEOUT_MS);
  });

  it("takes another name while an older machine is being deleted", async () => {
    sfn
      .on(CreateStateMachineCommand)
      .rejectsOnce(awsError("StateMachineDeleting"))
      .resolves({ stateMachineArn: `${STACK.stateMachineArn}-2` });
    const context = empty();
    await activate(context);
    expect(stackIn(context.db)).toMatchObject({
      stateMachineName: `${STACK.stateMachineName}-2`,
      stateMachineArn: `${STACK.stateMachineArn}-2`,
    });
  });

  it("takes a random name when ten are being deleted", async () => {
    sfn.on(CreateStateMachineCommand).callsFake(({ name }) => {
      if (!/-[0-9a-f]{8}$/.test(name)) throw awsError("StateMachineDeleting");
      return { stateMachineArn: STACK.stateMachineArn };
    });
    await activate(empty());
    expect(sfn.commandCalls(CreateStateMachineCommand)).toHaveLength(11);
  });

  it("ends when every name is being deleted", async () => {
    sfn.on(CreateStateMachineCommand).rejects(awsError("StateMachineDeleting"));
    await expect(activate(empty())).rejects.toThrow("StateMachineDeleting");
  });

  it("counts its machines, for with each AWS forgets the names of earlier tasks", async () => {
    const context = givenContext({ db: givenDb({ state: { version: 1, stacks: [], generation: 3 } }) });
    await activate(context);
    expect(stackIn(context.db)?.generation).toBe(4);
    await activate(context);
    expect(stackIn(context.db)?.generation).toBe(4);
  });

  it("leaves the machine as it is where it may not update it, and says so", async () => {
    sfn.on(CreateStateMachineCommand).rejects(awsError("StateMachineAlreadyExists"));
    sfn.on(UpdateStateMachineCommand).rejects(denied());
    const context = empty();
    await activate(context);
    expect(context.lines.join()).toContain("lacks states:UpdateStateMachine");
  });

  it("does not take a machine that cannot be brought up to date for a good one", async () => {
    sfn.on(CreateStateMachineCommand).rejects(awsError("StateMachineAlreadyExists"));
    sfn.on(UpdateStateMachineCommand).rejects(awsError("InvalidDefinition"));
    await expect(activate(empty())).rejects.toThrow("InvalidDefinition");
  });

  it("keeps the name of the machine it has", async () => {
    await activate(givenContext({ db: known({ ...STACK, stateMachineName: "earlier" }) }));
    expect(sfn.commandCalls(CreateStateMachineCommand)[0]?.args[0].input.name).toBe("earlier");
  });

  it("finds what is there already, and brings it up to date as far as it may", async () => {
    sns
      .on(CreateTopicCommand)
      .rejectsOnce(awsError("InvalidParameterException"))
      .resolves({ TopicArn: STACK.topicArn });
    sns.on(SetTopicAttributesCommand).rejects(awsError("AuthorizationErrorException"));
    iam.on(CreateRoleCommand).rejects(awsError("EntityAlreadyExistsException"));
    iam.on(UpdateAssumeRolePolicyCommand).rejects(denied());
    sfn.on(CreateStateMachineCommand).rejects(awsError("StateMachineAlreadyExists"));
    sns
      .on(SubscribeCommand)
      .rejectsOnce(
        awsError("InvalidParameterException", "Subscription already exists with different attributes"),
      )
      .resolves({ SubscriptionArn: STACK.subscriptionArn });
    const context = empty();
    await activate(context);
    expect(stackIn(context.db)).toEqual(STACK);
    expect(sfn.commandCalls(UpdateStateMachineCommand)[0]?.args[0].input).toMatchObject({
      stateMachineArn: STACK.stateMachineArn,
      roleArn: STACK.roleArn,
    });
    expect(sns.commandCalls(SetTopicAttributesCommand)[0]?.args[0].input).toEqual({
      TopicArn: STACK.topicArn,
      AttributeName: "SignatureVersion",
      AttributeValue: "2",
    });
    expect(iam.commandCalls(UpdateAssumeRolePolicyCommand)[0]?.args[0].input).toEqual({
      RoleName: STACK.roleName,
      PolicyDocument: iam.commandCalls(CreateRoleCommand)[0]?.args[0].input.AssumeRolePolicyDocument,
    });
    expect(sns.commandCalls(SetSubscriptionAttributesCommand)[0]?.args[0].input).toMatchObject({
      SubscriptionArn: STACK.subscriptionArn,
      AttributeName: "DeliveryPolicy",
    });
  });

  it("subscribes again after a while if SNS cannot reach the endpoint yet", async () => {
    sns
      .on(SubscribeCommand)
      .rejectsOnce(awsError("InvalidParameterException", "Invalid parameter: Unreachable endpoint"))
      .resolves({ SubscriptionArn: STACK.subscriptionArn });
    const context = empty();
    await activate(context);
    expect(context.slept).toEqual([1_000]);
  });

  it("ends the subscription of the endpoint that it had before", async () => {
    await activate(givenContext({ db: known({ ...STACK, subscriptionArn: "of-another-endpoint" }) }));
    expect(sns.commandCalls(UnsubscribeCommand)[0]?.args[0].input).toEqual({
      SubscriptionArn: "of-another-endpoint",
    });
  });

  it("goes on where it may not end that", async () => {
    sns.on(UnsubscribeCommand).rejects(denied());
    const context = givenContext({ db: known({ ...STACK, subscriptionArn: "of-another-endpoint" }) });
    await activate(context);
    expect(stackIn(context.db)).toEqual(STACK);
  });

  it.each([
    ["the topic", () => sns.on(CreateTopicCommand).resolves({})],
    ["the state machine", () => sfn.on(CreateStateMachineCommand).resolves({})],
    ["the subscription", () => sns.on(SubscribeCommand).resolves({})],
  ])("does not take an answer without the ARN of %s for success", async (_, arrange) => {
    arrange();
    await expect(activate(empty())).rejects.toThrow("answered without an ARN");
  });

  it.each(["", "dc_a/../b", "x".repeat(41)])(
    "needs to know whose resources it makes: %j",
    async (componentId) => {
      await expect(activate(givenContext({ componentId }))).rejects.toThrow("PD_COMPONENT");
      expect(sent()).toEqual([]);
    },
  );
});

describe("acknowledgement", () => {
  const definition = () => String(sfn.commandCalls(CreateStateMachineCommand)[0]?.args[0].input.definition);

  it("is what the state machine waits for where the policy allows it", async () => {
    const context = empty();
    await activate(context);
    expect(definition()).toContain("waitForTaskToken");
    expect(context.lines.join()).not.toContain("published once only");
  });

  it.each([
    ["states:SendTaskHeartbeat", SendTaskHeartbeatCommand],
    ["states:SendTaskSuccess", SendTaskSuccessCommand],
  ])("is done without, and that is said, where the policy lacks %s", async (_, command) => {
    sfn.on(command as never).rejects(denied());
    const context = empty();
    await activate(context);
    expect(definition()).not.toContain("waitForTaskToken");
    expect(context.lines.join()).toContain("lacks states:SendTaskHeartbeat or states:SendTaskSuccess");
  });

  it("is not decided about while AWS does not answer", async () => {
    sfn.on(SendTaskSuccessCommand).rejects(awsError("InternalFailure", "down", 500));
    await expect(activate(empty())).rejects.toThrow("Could not check whether tasks can be acknowledged");
  });
});

describe("the confirmation", () => {
  const pending = { Attributes: { PendingConfirmation: "true" } };

  it("is waited for", async () => {
    sns
      .on(GetSubscriptionAttributesCommand)
      .resolvesOnce(pending)
      .resolves({ Attributes: { PendingConfirmation: "false" } });
    const context = empty();
    await activate(context);
    expect(context.slept).toEqual([500]);
    expect(context.lines.join()).not.toContain("confirmed yet");
  });

  it("that may not be looked at is known by subscribing again", async () => {
    sns.on(GetSubscriptionAttributesCommand).rejects(denied());
    const { db } = empty();
    await activate(givenContext({ db }));
    expect(readState(db).stacks).toEqual([STACK]);
  });

  it("that stays out is remembered until an activation sees it", async () => {
    sns.on(GetSubscriptionAttributesCommand).resolves(pending);
    const { db } = empty();
    await activate(givenContext({ db }));
    expect(readState(db).stacks).toEqual([{ ...STACK, isUnconfirmed: true }]);
    sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: { PendingConfirmation: "false" } });
    await activate(givenContext({ db }));
    expect(readState(db).stacks).toEqual([STACK]);
  });

  it.each([
    [
      "stays out",
      () => sns.on(GetSubscriptionAttributesCommand).resolves(pending),
      "not had its subscription",
    ],
    [
      "is of a subscription that vanished",
      () => sns.on(GetSubscriptionAttributesCommand).rejects(awsError("NotFoundException")),
      "not had its subscription",
    ],
    [
      "cannot be asked for now",
      () => sns.on(GetSubscriptionAttributesCommand).rejects(awsError("InternalFailure", "x", 500)),
      "InternalFailure",
    ],
    [
      "stays out and may not be looked at",
      () => {
        sns.on(GetSubscriptionAttributesCommand).rejects(denied());
        sns
          .on(SubscribeCommand, { ReturnSubscriptionArn: false })
          .resolves({ SubscriptionArn: "pending confirmation" });
      },
      "not had its subscription",
    ],
  ])("that %s fails nothing, and is said", async (_, arrange, line) => {
    arrange();
    const context = empty();
    await activate(context);
    expect(total(context.slept)).toBeLessThanOrEqual(30_000);
    expect(context.lines.join()).toContain(line);
  });
});

describe("a stack of before", () => {
  const elsewhere = (region: string, account = "123456789012") => ({
    ...STACK,
    region,
    topicArn: `arn:aws:sns:${region}:${account}:pipedream-scheduled-tasks-dc_test`,
    stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:pipedream-scheduled-tasks-dc_test`,
  });
  const runs = { executions: [{ executionArn: "a" }] as never };
  const credentials = { accessKeyId: "AKIAFORMER", secretAccessKey: "-" };

  it("goes when nothing is pending there", async () => {
    const context = givenContext({ db: known(STACK, elsewhere("eu-west-1")) });
    await activate(context);
    expect(readState(context.db).stacks).toEqual([STACK]);
    expect(sns.commandCalls(DeleteTopicCommand)).toHaveLength(1);
  });

  it("stays while tasks are pending, subscribed, and without keys that are not needed", async () => {
    sfn.on(ListExecutionsCommand).resolves(runs);
    const context = givenContext({ db: known(STACK, { ...elsewhere("eu-west-1"), credentials }) });
    const subscriptionArn = "of-this-endpoint";
    sns.on(SubscribeCommand, { TopicArn: elsewhere("eu-west-1").topicArn }).resolves({
      SubscriptionArn: subscriptionArn,
    });
    await activate(context);
    expect(readState(context.db).stacks).toContainEqual({ ...elsewhere("eu-west-1"), subscriptionArn });
    expect(sns.commandCalls(SubscribeCommand)).toHaveLength(2);
  });

  it("is no reason to leave what a failed activation has made elsewhere", async () => {
    sns
      .on(CreateTopicCommand)
      .rejectsOnce(awsError("InternalFailure", "down", 500))
      .resolves({ TopicArn: STACK.topicArn });
    const context = givenContext({ db: known(elsewhere("eu-west-1")) });
    await expect(activate(context)).rejects.toThrow("Could not create the SNS topic");
    expect(sns.commandCalls(DeleteTopicCommand)[0]?.args[0].input.TopicArn).toBe(STACK.topicArn);
    expect(readState(context.db).stacks).toEqual([elsewhere("eu-west-1")]);
  });

  it("in another account keeps its keys as long as it is needed", async () => {
    sfn.on(ListExecutionsCommand).resolvesOnce(runs).resolves({ executions: [] });
    const former = { ...elsewhere("us-east-1", "999999999999"), credentials };
    const context = givenContext({ db: known(former) });
    const keys: unknown[] = [];
    const { aws } = context;
    const watched = {
      ...context,
      aws(where: Parameters<typeof aws>[0]) {
        keys.push(where.credentials?.accessKeyId);
        return aws(where);
      },
    };
    await activate(watched);
    expect(readState(context.db)).toMatchObject({
      current: STACK.topicArn,
      stacks: expect.arrayContaining([former, STACK]),
    });
    expect(keys).toContain("AKIAFORMER");
    await activate(watched);
    expect(readState(context.db).stacks).toEqual([STACK]);
  });

  it("in another account is not touched when its keys are not known", async () => {
    const former = elsewhere("us-east-1", "999999999999");
    const context = givenContext({ db: known(former) });
    await activate(context);
    expect(sent().filter((name) => name.startsWith("Delete"))).toEqual([]);
    expect(readState(context.db).stacks).toEqual([former, STACK]);
    expect(context.lines.join()).toContain("the keys of account 999999999999 are not known");
  });

  it("that cannot be subscribed again is kept, without keys that are not needed, and that is said", async () => {
    sfn.on(ListExecutionsCommand).resolves(runs);
    sns
      .on(SubscribeCommand, { TopicArn: elsewhere("eu-west-1").topicArn })
      .rejects(awsError("InternalFailure", "x", 500));
    const context = givenContext({ db: known(STACK, { ...elsewhere("eu-west-1"), credentials }) });
    await activate(context);
    expect(readState(context.db).stacks).toEqual(expect.arrayContaining([STACK, elsewhere("eu-west-1")]));
    expect(context.lines.join()).toContain("Could not subscribe the endpoint");
  });
});
