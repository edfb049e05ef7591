import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROLE_PROPAGATION_TIMEOUT_MS } from "../../common/aws/state-machine.ts";
import { activate, deactivate } from "../../common/lifecycle.ts";
import { readState, type ServiceDb } from "../../common/state.ts";
import source from "../../sources/new-scheduled-tasks/new-scheduled-tasks.ts";
import { awsError, givenContext, givenDb, STACK } from "./given.ts";

const clients = [mockClient(SNSClient), mockClient(IAMClient), mockClient(SFNClient)] as const;
const [sns, iam, sfn] = clients;

beforeEach(() => {
  for (const client of clients) client.reset();
  sns.on(CreateTopicCommand).resolves({ TopicArn: STACK.topicArn });
  sns.on(SubscribeCommand).resolves({ SubscriptionArn: STACK.subscriptionArn });
  iam.on(CreateRoleCommand).resolves({ Role: { Arn: STACK.roleArn } as never });
  sfn.on(CreateStateMachineCommand).resolves({ stateMachineArn: STACK.stateMachineArn });
  sfn.on(ListExecutionsCommand).resolves({ executions: [] });
});

/** The commands sent, in order. */
function sent(): string[] {
  const calls = clients.flatMap(
    (client) => client.send.getCalls() as unknown as { args: [object]; callId: number }[],
  );
  return calls
    .toSorted((a, b) => a.callId - b.callId)
    .map(({ args }) => args[0].constructor.name.replace("Command", ""));
}

const stackIn = (db: ServiceDb) => readState(db).stacks[0];
const empty = () => givenContext({ db: givenDb() });
const NOT_ASSUMABLE = awsError(
  "AccessDeniedException",
  "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
);

describe("activate", () => {
  it("creates each resource after those it names, and remembers all", async () => {
    const context = empty();
    await activate(context);
    expect(sent()).toEqual(["CreateTopic", "CreateRole", "PutRolePolicy", "CreateStateMachine", "Subscribe"]);
    expect(stackIn(context.db)).toEqual(STACK);
    expect(sns.commandCalls(SubscribeCommand)[0]?.args[0].input).toMatchObject({
      TopicArn: STACK.topicArn,
      Protocol: "https",
      Endpoint: "https://abc.m.pipedream.net",
      ReturnSubscriptionArn: true,
    });
    expect(iam.commandCalls(CreateRoleCommand)[0]?.args[0].input).toMatchObject({
      Path: "/pipedream/",
      RoleName: STACK.roleName,
    });
    expect(context.lines.join()).toContain("https://abc.m.pipedream.net/schedule");
  });

  const steps = [
    ["create the SNS topic", sns, CreateTopicCommand, []],
    ["create the IAM role", iam, CreateRoleCommand, ["region", "topicArn", "roleName", "policyName"]],
    [
      "put the policy on the IAM role",
      iam,
      PutRolePolicyCommand,
      ["region", "topicArn", "roleName", "policyName", "roleArn"],
    ],
    [
      "create the Step Functions state machine",
      sfn,
      CreateStateMachineCommand,
      ["region", "topicArn", "roleName", "policyName", "roleArn", "stateMachineName"],
    ],
    [
      "subscribe the endpoint to the SNS topic",
      sns,
      SubscribeCommand,
      ["region", "topicArn", "roleName", "policyName", "roleArn", "stateMachineName", "stateMachineArn"],
    ],
  ] as const;

  it.each(steps)(
    "says that it could not %s, and has remembered what there was",
    async (step, client, command, known) => {
      const context = empty();
      (client as typeof sns)
        .on(command as never)
        .rejects(awsError("AccessDenied", "User: x is not authorized to perform: any:Action on resource: y"));
      await expect(activate(context)).rejects.toThrow(
        `Could not ${step}: the policy of the AWS user lacks any:Action.`,
      );
      expect(Object.keys(stackIn(context.db) ?? {})).toEqual(known);
    },
  );

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
    const total = context.slept.reduce((sum, ms) => sum + ms, 0);
    expect(total).toBeLessThanOrEqual(ROLE_PROPAGATION_TIMEOUT_MS);
    expect(total).toBeGreaterThan(ROLE_PROPAGATION_TIMEOUT_MS / 2);
  });

  it.each([
    [
      "a missing iam:PassRole",
      awsError("AccessDeniedException", "User: x is not authorized to perform: iam:PassRole on resource: y"),
    ],
    ["wrong keys", awsError("UnrecognizedClientException")],
  ])("does not wait where waiting does not help: %s", async (_, error) => {
    sfn.on(CreateStateMachineCommand).rejects(error);
    const context = empty();
    await expect(activate(context)).rejects.toThrow("Could not create the Step Functions state machine");
    expect(context.slept).toEqual([]);
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

  it("gives up when ten are being deleted", async () => {
    sfn.on(CreateStateMachineCommand).rejects(awsError("StateMachineDeleting"));
    await expect(activate(empty())).rejects.toThrow("StateMachineDeleting");
    expect(sfn.commandCalls(CreateStateMachineCommand)).toHaveLength(10);
  });

  it("keeps the name of the machine it has", async () => {
    const db = givenDb({
      state: { version: 1, stacks: [{ region: "us-east-1", stateMachineName: "earlier" }] },
    });
    await activate(givenContext({ db }));
    expect(sfn.commandCalls(CreateStateMachineCommand)[0]?.args[0].input.name).toBe("earlier");
  });

  it("finds what is there already", async () => {
    sns
      .on(CreateTopicCommand)
      .rejectsOnce(awsError("InvalidParameterException"))
      .resolves({ TopicArn: STACK.topicArn });
    sns.on(SetTopicAttributesCommand).rejects(awsError("AuthorizationErrorException"));
    iam.on(CreateRoleCommand).rejects(awsError("EntityAlreadyExistsException"));
    sfn.on(CreateStateMachineCommand).rejects(awsError("StateMachineAlreadyExists"));
    const context = empty();
    await activate(context);
    expect(stackIn(context.db)).toEqual(STACK);
    expect(sfn.commandCalls(UpdateStateMachineCommand)[0]?.args[0].input).toMatchObject({
      stateMachineArn: STACK.stateMachineArn,
      roleArn: STACK.roleArn,
    });
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

describe("deactivate", () => {
  it("deletes everything, what depends on another first, and forgets it", async () => {
    const context = givenContext();
    await deactivate(context);
    expect(sent()).toEqual([
      "ListExecutions",
      "DeleteStateMachine",
      "DeleteRolePolicy",
      "DeleteRole",
      "Unsubscribe",
      "DeleteTopic",
    ]);
    expect(readState(context.db).stacks).toEqual([]);
  });

  it("stops what is pending, page by page, before it deletes its machine", async () => {
    sfn
      .on(ListExecutionsCommand)
      .resolvesOnce({ executions: [{ executionArn: "a" }, { executionArn: "b" }] as never, nextToken: "t" })
      .resolves({ executions: [{ executionArn: "c" }] as never });
    sfn.on(StopExecutionCommand).resolves({ stopDate: new Date() });
    await deactivate(givenContext());
    expect(
      sfn
        .commandCalls(StopExecutionCommand)
        .map(({ args }) => args[0].input.executionArn)
        .toSorted(),
    ).toEqual(["a", "b", "c"]);
    expect(sent().indexOf("DeleteStateMachine")).toBeGreaterThan(sent().lastIndexOf("StopExecution"));
  });

  it("does not stop for longer than a hook may run", async () => {
    const context = givenContext();
    sfn
      .on(ListExecutionsCommand)
      .resolves({ executions: [{ executionArn: "a" }] as never, nextToken: "more" });
    sfn.on(StopExecutionCommand).callsFake(async () => {
      await context.sleep(60_000);
      return { stopDate: new Date() };
    });
    await deactivate(context);
    expect(sfn.commandCalls(StopExecutionCommand).length).toBeLessThan(10);
    expect(readState(context.db).stacks).toEqual([]);
  });

  it("deletes the machine also where it may not look for pending tasks", async () => {
    sfn.on(ListExecutionsCommand).rejects(awsError("AccessDeniedException"));
    await deactivate(givenContext());
    expect(sfn.commandCalls(DeleteStateMachineCommand)).toHaveLength(1);
  });

  const steps = [
    ["state machine", sfn, DeleteStateMachineCommand, "stateMachineArn"],
    ["inline policy", iam, DeleteRolePolicyCommand, "policyName"],
    ["role", iam, DeleteRoleCommand, "roleName"],
    ["subscription", sns, UnsubscribeCommand, "subscriptionArn"],
    ["topic", sns, DeleteTopicCommand, "topicArn"],
  ] as const;

  it.each(steps)(
    "goes on without the %s, says so, and remembers it for the next time",
    async (name, client, command, key) => {
      (client as typeof sns)
        .on(command as never)
        .rejectsOnce(
          awsError("AccessDenied", "User: x is not authorized to perform: any:Delete on resource: y"),
        );
      if (key === "policyName") iam.on(DeleteRoleCommand).rejectsOnce(awsError("DeleteConflictException"));
      const context = givenContext();
      await deactivate(context);
      expect(sent().at(-1)).toBe("DeleteTopic");
      expect(context.lines.join()).toContain(`Could not delete ${name} `);
      expect(context.lines.join()).toContain("lacks any:Delete");
      expect(Object.keys(stackIn(context.db) ?? {})).toContain(key);
      await deactivate(context);
      expect(
        readState(context.db)
          .stacks.flatMap((stack) => Object.keys(stack))
          .filter((left) => left === key),
      ).toEqual([]);
    },
  );

  it("takes what is gone for deleted", async () => {
    for (const command of [DeleteRolePolicyCommand, DeleteRoleCommand])
      iam.on(command as never).rejects(awsError("NoSuchEntityException"));
    sns.on(UnsubscribeCommand).rejects(awsError("InvalidParameterException"));
    sns.on(DeleteTopicCommand).rejects(awsError("NotFoundException"));
    const context = givenContext();
    await deactivate(context);
    expect(readState(context.db).stacks).toEqual([]);
  });

  it("has nothing to do where nothing was made", async () => {
    await deactivate(empty());
    expect(sent()).toEqual([]);
  });

  it("deletes a machine whose creation was not heard of", async () => {
    const { stateMachineArn: _, ...stack } = STACK;
    await deactivate(givenContext({ db: givenDb({ state: { version: 1, stacks: [stack] } }) }));
    expect(sfn.commandCalls(DeleteStateMachineCommand)[0]?.args[0].input.stateMachineArn).toBe(
      STACK.stateMachineArn,
    );
  });
});

describe("the component", () => {
  const responses: unknown[] = [];
  const self = (db = givenDb()) => ({
    aws: { $auth: { accessKeyId: "AKIACOMPONENT", secretAccessKey: "-", sessionToken: "t" } },
    region: "us-east-1",
    http: {
      endpoint: "https://abc.m.pipedream.net",
      respond: (response: unknown) => void responses.push(response),
    },
    db,
    $emit: () => {},
  });
  beforeEach(() => {
    responses.length = 0;
    process.env.PD_COMPONENT = "dc_test";
  });
  afterEach(() => {
    delete process.env.PD_COMPONENT;
  });

  it("is what Pipedream expects, with a label and a description for every prop", () => {
    expect(source).toMatchObject({
      key: "aws-new-scheduled-tasks",
      name: "New Scheduled Tasks",
      type: "source",
      dedupe: "unique",
    });
    expect(source.description).toMatch(/^Emit new /);
    expect(source.sampleEmit).toMatchObject({ timestamp: expect.any(String), message: expect.anything() });
    expect(Object.keys(source.props)).toEqual(["aws", "region", "secret", "http", "db"]);
    for (const { label, description } of Object.values(source.props)) {
      expect(label.length).toBeGreaterThan(3);
      expect(description.length).toBeGreaterThan(20);
    }
    expect(source.props).toMatchObject({
      region: { default: "us-east-1" },
      secret: { secret: true, optional: true },
      http: { customResponse: true },
    });
  });

  it("activates, and deactivates", async () => {
    const db = givenDb();
    await source.hooks.activate.call(self(db));
    expect(stackIn(db)).toEqual(STACK);
    await source.hooks.deactivate.call(self(db));
    expect(readState(db).stacks).toEqual([]);
  });

  it("shows the owner what is wrong as an error of the configuration", async () => {
    sns.on(CreateTopicCommand).rejects(awsError("InvalidClientTokenId"));
    await expect(source.hooks.activate.call(self())).rejects.toMatchObject({
      name: "ConfigurationError",
      message: expect.stringContaining("InvalidClientTokenId"),
    });
  });

  it("throws a defect as it is", async () => {
    const db = {
      ...givenDb(),
      get: () => {
        throw new TypeError("a defect");
      },
    };
    await expect(source.hooks.activate.call(self(db))).rejects.toBeInstanceOf(TypeError);
  });

  it.each([undefined, {}])("does nothing when it is run by hand (%j)", async (event) => {
    await source.run.call(self(), event);
    expect(responses).toEqual([]);
  });

  it.each([
    { method: "GET", path: "/" },
    { method: "POST", path: "/schedule", body: "{" },
    { method: "POST", path: "/" },
    { path: "/nowhere" },
    { method: "POST" },
  ])("answers %j once", async (event) => {
    await source.run.call(self(), event);
    expect(responses).toHaveLength(1);
  });

  it("answers also when its state cannot be read", async () => {
    const db = {
      ...givenDb(),
      get: () => {
        throw new Error("db is down");
      },
    };
    await source.run.call(self(db), {
      method: "POST",
      path: "/schedule",
      body: { timestamp: "2026-12-01T00:00:00Z", message: 1 },
    });
    expect(responses).toMatchObject([{ status: 500 }]);
  });
});
