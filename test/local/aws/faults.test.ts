import { ListRolesCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import {
  clientConfig,
  createMachine,
  createRole,
  MACHINE,
  ROLE,
  SECOND,
  START,
  startHarness,
  startSubscriber,
  subscribeConfirmed,
  TOPIC,
  waitThenPublish,
} from "./harness.ts";

const DENIED = { name: expect.stringMatching(/AccessDenied|AuthorizationError/) };

describe("a call", () => {
  it.each([
    [
      "throttled",
      { status: 400, code: "ThrottlingException", message: "Rate exceeded" },
      "ThrottlingException",
    ],
    ["failing", { status: 500, code: "InternalFailure", message: "oh" }, "InternalFailure"],
  ])("can be %s, and has no effect then", async (_, fault, name) => {
    const { aws, sns } = await startHarness();
    aws.intercept = () => fault;
    await expect(sns.send(new CreateTopicCommand({ Name: "tasks" }))).rejects.toMatchObject({ name });
    aws.intercept = undefined;
    expect((await sns.send(new ListTopicsCommand({}))).Topics ?? []).toEqual([]);
  });

  it.each([
    ["refused, without an effect", { refuse: true }, []],
    ["left without an answer, after its effect", { dropAnswer: true }, [{ TopicArn: TOPIC }]],
  ])("can be %s", async (_, fault, topics) => {
    const { aws, sns } = await startHarness();
    aws.intercept = () => fault;
    await expect(sns.send(new CreateTopicCommand({ Name: "tasks" }))).rejects.toThrow(/hang up|ECONNRESET/);
    aws.intercept = undefined;
    expect((await sns.send(new ListTopicsCommand({}))).Topics ?? []).toEqual(topics);
  });

  it("can take its time, before and after its effect", async () => {
    const { aws, clock, sns } = await startHarness();
    const effects: number[] = [];
    aws.intercept = () => ({
      latencyMs: SECOND,
      answerLatencyMs: 2 * SECOND,
      afterEffect: () => effects.push(clock.now() - START),
    });
    const asked = sns.send(new CreateTopicCommand({ Name: "tasks" }));
    let answeredAt: number | undefined;
    const answered = asked.then(() => {
      answeredAt = clock.now() - START;
    });
    await expect.poll(() => aws.calls.length).toBe(1);
    for (let second = 0; second < 4 && answeredAt === undefined; second++) {
      await clock.advance(SECOND);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await answered;
    expect([effects, answeredAt]).toEqual([[SECOND], 3 * SECOND]);
  });

  it("of a process that is dead has no effect, and one that dies under it hears no answer", async () => {
    const { aws } = await startHarness();
    const config = clientConfig(aws);
    const inProcess = (id: string) =>
      new SNSClient({ ...config, credentials: { ...config.credentials, sessionToken: id } });
    aws.deadSessions.add("dead");
    await expect(inProcess("dead").send(new CreateTopicCommand({ Name: "a" }))).rejects.toThrow();
    aws.intercept = ({ session = "" }) => ({ afterEffect: () => void aws.deadSessions.add(session) });
    await expect(inProcess("dying").send(new CreateTopicCommand({ Name: "b" }))).rejects.toThrow();
    aws.intercept = undefined;
    const { Topics = [] } = await inProcess("alive").send(new ListTopicsCommand({}));
    expect(Topics.map(({ TopicArn }) => TopicArn?.split(":").at(-1))).toEqual(["b"]);
  });
});

describe("IAM, once there is a user", () => {
  const allow = (...Action: string[]) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow" as const, Action, Resource: "*" }],
  });

  it("lets a key do what its policies allow, and names the action that they do not", async () => {
    const { aws, sns, iam } = await startHarness();
    aws.users.set("AKIDEXAMPLE", [allow("sns:List*")]);
    await sns.send(new ListTopicsCommand({}));
    const denied = iam.send(new ListRolesCommand({}));
    await expect(denied).rejects.toMatchObject(DENIED);
    await expect(denied).rejects.toThrow(/not authorized to perform: iam:ListRoles on resource: /);
  });

  const onlyOn = (Action: string, Resource: string) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow" as const, Action, Resource }],
  });

  it("knows which topic ListSubscriptionsByTopic is about, and which machine DescribeStateMachine is", async () => {
    const harness = await startHarness();
    const { aws, sns, sfn } = harness;
    await createMachine(harness);
    await sns.send(new CreateTopicCommand({ Name: "tasks" }));
    const list = () => sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }));
    const describe = () => sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }));
    aws.users.set("AKIDEXAMPLE", [onlyOn("*", `${TOPIC}2`), onlyOn("*", `${MACHINE}2`)]);
    await expect(list()).rejects.toMatchObject(DENIED);
    await expect(describe()).rejects.toMatchObject(DENIED);
    aws.users.set("AKIDEXAMPLE", [
      onlyOn("sns:ListSubscriptionsByTopic", TOPIC),
      onlyOn("states:DescribeStateMachine", MACHINE),
    ]);
    expect((await list()).Subscriptions ?? []).toEqual([]);
    expect((await describe()).status).toBe("ACTIVE");
  });

  it("does not know other keys", async () => {
    const { aws } = await startHarness();
    aws.users.set("AKIASOMEBODYELSE", [allow("*")]);
    await expect(
      new SFNClient(clientConfig(aws)).send(new ListStateMachinesCommand({})),
    ).rejects.toMatchObject({
      name: "UnrecognizedClientException",
    });
  });

  it("asks for iam:PassRole where a role is given to a state machine", async () => {
    const harness = await startHarness();
    await createRole(harness);
    await harness.clock.advance(2 * SECOND);
    const create = () =>
      harness.sfn.send(
        new CreateStateMachineCommand({
          name: "tasks",
          definition: JSON.stringify(waitThenPublish()),
          roleArn: ROLE,
        }),
      );
    harness.aws.users.set("AKIDEXAMPLE", [allow("states:*")]);
    await expect(create()).rejects.toThrow(/iam:PassRole/);
    harness.aws.users.set("AKIDEXAMPLE", [allow("states:*", "iam:PassRole")]);
    expect((await create()).stateMachineArn).toBe(MACHINE);
  });
});

describe("a delivery", () => {
  it("can be doubled, and come after one that was published later", async () => {
    const harness = await startHarness();
    const subscriber = await startSubscriber();
    await subscribeConfirmed(harness, subscriber);
    harness.aws.interceptDelivery = ({ body }) =>
      body.includes("first") ? { delayMs: 10 * SECOND, duplicates: 1 } : undefined;
    for (const Message of ["first", "second"]) {
      await harness.sns.send(new PublishCommand({ TopicArn: TOPIC, Message }));
    }
    await harness.clock.advance(20 * SECOND);
    await harness.aws.settled();
    expect(subscriber.received.map(({ body }) => body.Message)).toEqual(["second", "first", "first"]);
  });
});

describe("who listens", () => {
  it("hears when a call arrives, has had its effect and has been answered, also with an error", async () => {
    const { aws, sns, sfn } = await startHarness();
    const heard: string[] = [];
    const end = aws.listen(({ action }, stage) => void heard.push(`${stage} ${action}`));
    await sns.send(new CreateTopicCommand({ Name: "tasks" }));
    await expect(sns.send(new CreateTopicCommand({ Name: "not a name" }))).rejects.toThrow();
    aws.intercept = () => ({ status: 500, code: "InternalFailure" });
    await expect(sfn.send(new ListStateMachinesCommand({}))).rejects.toThrow();
    end();
    aws.intercept = undefined;
    await sns.send(new ListTopicsCommand({}));
    const whole = ["before CreateTopic", "after CreateTopic", "answered CreateTopic"];
    expect(heard).toEqual([...whole, ...whole, "before ListStateMachines", "answered ListStateMachines"]);
  });
});
