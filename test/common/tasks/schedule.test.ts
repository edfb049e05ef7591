import { DescribeExecutionCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { GetSubscriptionAttributesCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { beforeEach, describe, expect, it } from "vitest";
import { schedule } from "../../../common/tasks/schedule.ts";
import { awsError, EXECUTION_ARN, givenContext, givenDb, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sfn, sns } from "../mocks.ts";
import { DENIED, DOWN, givenExecution, NOT_FOUND } from "./given.ts";

beforeEach(() => {
  resetMocks();
  sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: { PendingConfirmation: "false" } });
});

const task = { timestamp: "2026-12-24T18:00:00+01:00", message: "hello" };
const timestamp = "2026-12-24T17:00:00.000Z";
const EXISTS = awsError("ExecutionAlreadyExists");
const TAKEN = { waitUntil: "2026-12-24T17:00:00Z", task: { timestamp, message: "hello", id: "a" } };
const there = (status: "RUNNING" | "SUCCEEDED" | "ABORTED", input: unknown) => ({
  status,
  input: JSON.stringify(input),
});

async function given(body: unknown, context = givenContext()) {
  const result = await schedule(body, context).catch((error) => error);
  return { status: result.status, code: result.code, result, json: result.body && JSON.parse(result.body) };
}
const started = () =>
  inputsOf(StartExecutionCommand).map(({ input, ...rest }) => ({ ...rest, input: JSON.parse(input ?? "") }));

describe("a task", () => {
  it("becomes an execution that holds it, and nothing else of the request", async () => {
    const context = givenContext();
    const { status, json } = await given({ ...task, id: "a", secret: "x" }, context);
    expect([status, json]).toEqual([200, { executionArn: EXECUTION_ARN, timestamp, id: "a" }]);
    expect(started()).toEqual([{ stateMachineArn: STACK.stateMachineArn, name: "a", input: TAKEN }]);
    expect(context.lines).toEqual([`Scheduled ${EXECUTION_ARN} for ${timestamp}`]);
  });

  it("without an id gets a name of its own each time", async () => {
    for (let time = 0; time < 2; time++) await given(task);
    const names = started().map(({ name }) => name ?? "");
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[0-9a-f-]{36}$/);
    expect(started()[0]?.input.task).toEqual({ timestamp, message: "hello" });
  });

  it.each([null, 0, false, "", [], {}])("may have the message %j", async (message) => {
    await given({ ...task, message });
    expect(started()[0]?.input.task).toEqual({ timestamp, message });
  });

  it.each([
    ["is not valid", { ...task, timestamp: "x" }, "invalid_request"],
    ["is too large", { ...task, message: "x".repeat(262_144) }, "message_too_large"],
  ])("that %s makes no call", async (_, body, code) => {
    expect(await given(body)).toMatchObject({ code });
    expect(sent()).toEqual([]);
  });

  const { subscriptionArn: _, ...incomplete } = STACK;
  const state = { version: 2, lastNumber: 1, current: 1, stacks: [STACK] };
  it.each([
    ["no stack", undefined],
    ["a stack half made", { ...state, stacks: [incomplete] }],
    ["a stack that goes", { ...state, stacks: [{ ...STACK, isRetired: true }] }],
    ["a stack elsewhere", { ...state, stacks: [{ ...STACK, region: "eu-west-1" }] }],
  ])("is asked for again while there is %s", async (_, value) => {
    const context = givenContext({ db: givenDb({ state: value }) });
    expect(await given(task, context)).toMatchObject({ code: "not_ready" });
    expect(sent()).toEqual([]);
  });

  it.each(["StateMachineDoesNotExist", "StateMachineDeleting"])(
    "is asked for again after %s",
    async (name) => {
      sfn.on(StartExecutionCommand).rejects(awsError(name));
      const { code, result } = await given(task);
      expect(code).toBe("not_ready");
      expect(result.headers).toEqual({ "retry-after": "15" });
      expect(result.message).toContain("update the source");
    },
  );

  it.each([DENIED, DOWN])("throws %s", async (error) => {
    sfn.on(StartExecutionCommand).rejects(error);
    expect((await given(task)).result).toBe(error);
  });
});

describe("a task whose name is taken", () => {
  beforeEach(() => {
    sfn.on(StartExecutionCommand).rejects(EXISTS);
  });

  it("is itself if the name was made here: the answer to an earlier attempt was lost", async () => {
    const { status, json } = await given(task);
    expect([status, json.executionArn]).toEqual([200, expect.stringMatching(/:[0-9a-f-]{36}$/)]);
    expect(sent()).not.toContain("DescribeExecution");
  });

  it.each([
    ["is itself", there("RUNNING", TAKEN), 200],
    [
      "is itself in another order of keys",
      there("RUNNING", { task: { id: "a", message: "hello", timestamp }, waitUntil: TAKEN.waitUntil }),
      200,
    ],
    ["has run", there("SUCCEEDED", TAKEN), "id_in_use"],
    ["was cancelled", there("ABORTED", TAKEN), "id_in_use"],
    [
      "is another, for its message",
      there("RUNNING", { ...TAKEN, task: { ...TAKEN.task, message: "x" } }),
      "id_in_use",
    ],
    [
      "is another, for its time",
      there("RUNNING", { ...TAKEN, task: { ...TAKEN.task, timestamp: "2026-12-24T17:00:01.000Z" } }),
      "id_in_use",
    ],
    ["may not be looked at", DENIED, "id_in_use"],
    ["is not shown", NOT_FOUND, "id_in_use"],
  ])("%s", async (_, execution, expected) => {
    givenExecution(execution);
    const { status, code } = await given({ ...task, id: "a" });
    expect(status ?? code).toBe(expected);
  });

  it("is told by the values, as they arrive", async () => {
    const message = { list: [1, null, { a: "ü" }], zero: -0 };
    givenExecution(there("RUNNING", { ...TAKEN, task: { ...TAKEN.task, message } }));
    expect(await given({ ...task, id: "a", message })).toMatchObject({ status: 200 });
  });
});

describe("with a stack of earlier settings", () => {
  const inEurope = (arn: string) => arn.replace("us-east-1", "eu-west-1");
  const EUROPE = {
    ...STACK,
    number: 2,
    region: "eu-west-1",
    topicArn: inEurope(STACK.topicArn),
    stateMachineArn: inEurope(STACK.stateMachineArn),
  };
  const state = { version: 2, lastNumber: 2, current: 1, stacks: [EUROPE, STACK] };
  const context = () => givenContext({ db: givenDb({ state }) });
  const body = { ...task, id: "a" };

  it("the same task is found there, and not started again", async () => {
    givenExecution(there("RUNNING", TAKEN));
    expect((await given(body, context())).json.executionArn).toBe(inEurope(EXECUTION_ARN));
    expect(inputsOf(DescribeExecutionCommand)).toEqual([{ executionArn: inEurope(EXECUTION_ARN) }]);
    expect(sent()).not.toContain("StartExecution");
  });

  it.each([
    ["another task", there("RUNNING", { ...TAKEN, task: { ...TAKEN.task, message: "x" } })],
    ["one that has run", there("SUCCEEDED", TAKEN)],
  ])("an id that names %s there is taken", async (_, execution) => {
    givenExecution(execution);
    expect(await given(body, context())).toMatchObject({ code: "id_in_use" });
    expect(sent()).not.toContain("StartExecution");
  });

  it.each([
    ["knows no such task", NOT_FOUND],
    ["may not be looked at", DENIED],
    ["is down", DOWN],
    ["does not take our keys", awsError("UnrecognizedClientException", "x", 403)],
  ])("a task is started where that %s", async (_, error) => {
    givenExecution(error);
    expect(await given(body, context())).toMatchObject({ status: 200 });
    expect(started()).toMatchObject([{ stateMachineArn: STACK.stateMachineArn }]);
  });

  it("a task is started after 3 s where that does not answer", async () => {
    sfn.on(DescribeExecutionCommand).callsFake(() => new Promise(() => {}));
    const silent = context();
    expect(await given(body, silent)).toMatchObject({ status: 200 });
    expect(silent.slept).toEqual([3_000]);
  });

  it("a task without an id is looked for nowhere", async () => {
    await given(task, context());
    expect(sent()).not.toContain("DescribeExecution");
  });
});

describe("the subscription", () => {
  it("is looked at with the first request", async () => {
    const context = givenContext();
    await given(task, context);
    await given(task, context);
    expect(sent().toSorted()).toEqual(["GetSubscriptionAttributes", "StartExecution", "StartExecution"]);
  });

  it("that is gone is made again, and the task scheduled", async () => {
    sns.on(GetSubscriptionAttributesCommand).rejects(awsError("NotFoundException"));
    sns.on(SubscribeCommand).resolves({ SubscriptionArn: STACK.subscriptionArn });
    expect(await given(task)).toMatchObject({ status: 200 });
    expect(sent()).toContain("Subscribe");
  });

  it("keeps no task from being scheduled", async () => {
    sns.onAnyCommand().rejects(DOWN);
    expect(await given(task)).toMatchObject({ status: 200 });
  });
});
