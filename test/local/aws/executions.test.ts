import { DeleteRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, DeleteTopicCommand } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import {
  after,
  createMachine,
  DAY,
  type Harness,
  HOUR,
  MACHINE,
  SECOND,
  start,
  startHarness,
  startSubscriber,
  subscribeConfirmed,
  TOPIC,
  waitThenPublish,
} from "./harness.ts";

const describeExecution = ({ sfn }: Harness, executionArn: string) =>
  sfn.send(new DescribeExecutionCommand({ executionArn }));

async function withMachine(definition?: object) {
  const harness = await startHarness();
  const subscriber = await startSubscriber();
  await subscribeConfirmed(harness, subscriber);
  await createMachine(harness, definition);
  return { ...harness, subscriber };
}

test("a task is published when it is due, the fraction of its second cut off", async () => {
  const harness = await withMachine();
  const executionArn = await start(harness, { at: after(HOUR + 999), task: { x: [1] } }, "one");
  await harness.clock.advanceTo(Date.parse(after(HOUR - 1)));
  expect(await describeExecution(harness, executionArn)).toMatchObject({ status: "RUNNING", name: "one" });
  expect(harness.subscriber.received).toHaveLength(0);
  await harness.clock.advance(1);
  expect(JSON.parse(harness.subscriber.received[0]?.body.Message ?? "")).toEqual({
    executionArn,
    task: { x: [1] },
  });
  const execution = await describeExecution(harness, executionArn);
  expect(execution).toMatchObject({ status: "SUCCEEDED", stopDate: new Date(after(HOUR)) });
  expect(JSON.parse(execution.output ?? "")).toMatchObject({
    MessageId: harness.subscriber.received[0]?.body.MessageId,
    SdkHttpMetadata: { HttpStatusCode: 200 },
  });
  expect(harness.aws.records.transitions).toBe(2);
  const { events } = await harness.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events?.map(({ type }) => type)).toEqual([
    "ExecutionStarted",
    "WaitStateEntered",
    "WaitStateExited",
    "TaskStateEntered",
    "TaskScheduled",
    "TaskStarted",
    "TaskSucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
});

test("what is past is due at once", async () => {
  const harness = await withMachine();
  await start(harness, { at: "2016-03-14T01:59:00Z", task: null });
  await harness.aws.settled();
  expect(harness.subscriber.received).toHaveLength(1);
});

test.each([
  ["no zone", "2026-03-01T01:00:00"],
  ["a space for the T", "2026-03-01 01:00:00Z"],
  ["lower case", "2026-03-01t01:00:00z"],
  ["month 13", "2026-13-01T01:00:00Z"],
  ["hour 25", "2026-03-01T25:00:00Z"],
  ["30 February", "2026-02-30T01:00:00Z"],
  ["a number", 1],
])("a timestamp with %s fails the execution", async (_, at) => {
  const harness = await withMachine();
  const execution = await describeExecution(harness, await start(harness, { at, task: 1 }));
  expect(execution).toMatchObject({
    status: "FAILED",
    error: "States.Runtime",
    cause: expect.stringContaining(
      `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.at == ${at}`,
    ),
  });
});

test.each([
  ["no path", {}, "No results for path"],
  ["24,856 days", { at: after(24_857 * DAY) }, "Wait state delay is too long."],
])("a wait for %s fails the execution", async (_, input, cause) => {
  const harness = await withMachine();
  const execution = await describeExecution(harness, await start(harness, input));
  expect(execution).toMatchObject({ error: "States.Runtime", cause: expect.stringContaining(cause) });
});

test("a path that leads nowhere is not retried", async () => {
  const harness = await withMachine(waitThenPublish({ Retry: [{ ErrorEquals: ["States.ALL"] }] }));
  const executionArn = await start(harness, { at: after(0) });
  expect(await describeExecution(harness, executionArn)).toMatchObject({
    status: "FAILED",
    error: "States.Runtime",
    cause: expect.stringContaining(
      "The JSONPath '$.task' specified for the field 'task.$' could not be found",
    ),
  });
});

test("StartExecution is idempotent while the execution runs", async () => {
  const harness = await withMachine();
  const input = { at: after(HOUR), task: 1 };
  const executionArn = await start(harness, input, "one");
  expect(await start(harness, input, "one")).toBe(executionArn);
  const exists = { name: "ExecutionAlreadyExists", message: `Execution Already Exists: '${executionArn}'` };
  await expect(start(harness, { ...input, task: 2 }, "one")).rejects.toMatchObject(exists);
  await harness.clock.advance(HOUR);
  await expect(start(harness, input, "one")).rejects.toMatchObject(exists);
  expect(harness.subscriber.received).toHaveLength(1);
});

test("a closed execution is forgotten after 90 days, and its name free", async () => {
  const harness = await withMachine();
  const executionArn = await start(harness, { at: after(0), task: 1 }, "one");
  await harness.clock.advance(90 * DAY);
  await expect(describeExecution(harness, executionArn)).rejects.toMatchObject({
    name: "ExecutionDoesNotExist",
  });
  expect(await start(harness, { at: after(0), task: 1 }, "one")).toBe(executionArn);
});

test("an execution times out after a year", async () => {
  const harness = await withMachine();
  const executionArn = await start(harness, { at: after(366 * DAY), task: 1 });
  await harness.clock.advance(365 * DAY);
  const execution = await describeExecution(harness, executionArn);
  expect(execution).toMatchObject({ status: "TIMED_OUT", stopDate: new Date(after(365 * DAY + 2 * SECOND)) });
  expect([execution.error, execution.cause]).toEqual([undefined, undefined]);
  const { events } = await harness.sfn.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
  );
  expect(events).toMatchObject([
    { type: "ExecutionTimedOut", executionTimedOutEventDetails: { error: "States.Timeout" } },
  ]);
  await harness.clock.advance(2 * DAY);
  expect(harness.subscriber.received).toHaveLength(0);
});

test.each([
  ["no JSON", { input: "{" }, "InvalidExecutionInput"],
  ["262,145 bytes", { input: `"${"a".repeat(262_143)}"` }, "ValidationException"],
  ["a name with a slash", { name: "a/b" }, "InvalidName"],
  ["a long name", { name: "a".repeat(81) }, "ValidationException"],
  ["another machine", { stateMachineArn: `${MACHINE}2` }, "StateMachineDoesNotExist"],
  ["no machine", { stateMachineArn: "tasks" }, "InvalidArn"],
])("StartExecution refuses %s", async (_, wrong, name) => {
  const { sfn } = await withMachine();
  const starting = sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE, ...wrong }));
  await expect(starting).rejects.toMatchObject({ name });
});

test("StopExecution ends what runs, and leaves what has ended as it is", async () => {
  const harness = await withMachine();
  const running = await start(harness, { at: after(HOUR), task: 1 });
  const ended = await start(harness, { at: after(0), task: 1 });
  await harness.aws.settled();
  const stop = (executionArn: string, more: object = {}) =>
    harness.sfn.send(new StopExecutionCommand({ executionArn, ...more }));
  expect((await stop(running, { error: "E", cause: "C" })).stopDate).toEqual(new Date(after(2 * SECOND)));
  expect(await describeExecution(harness, running)).toMatchObject({
    status: "ABORTED",
    error: "E",
    cause: "C",
  });
  expect((await stop(ended)).stopDate).toBeInstanceOf(Date);
  expect(await describeExecution(harness, ended)).toMatchObject({ status: "SUCCEEDED" });
  await harness.clock.advance(HOUR);
  expect(harness.subscriber.received).toHaveLength(1);
  await expect(stop(`${running}2`)).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
  await expect(stop(MACHINE)).rejects.toMatchObject({ name: "InvalidArn" });
});

test("a second StopExecution is answered 200 and changes nothing: the first cause stays", async () => {
  const harness = await withMachine();
  const executionArn = await start(harness, { at: after(HOUR), task: 1 });
  const stop = (cause: string) => harness.sfn.send(new StopExecutionCommand({ executionArn, cause }));
  await stop("first");
  const stopped = await describeExecution(harness, executionArn);
  await harness.clock.advance(SECOND);
  expect((await stop("second")).$metadata.httpStatusCode).toBe(200);
  expect(await describeExecution(harness, executionArn)).toMatchObject({
    status: "ABORTED",
    cause: "first",
    stopDate: stopped.stopDate,
  });
});

test("ListExecutions pages, newest first, also when those seen vanish from the filter", async () => {
  const harness = await withMachine();
  const { sfn } = harness;
  for (const name of ["a", "b", "c"]) await start(harness, { at: after(HOUR), task: 1 }, name);
  const list = (nextToken?: string) =>
    sfn.send(
      new ListExecutionsCommand({
        stateMachineArn: MACHINE,
        statusFilter: "RUNNING",
        maxResults: 2,
        nextToken,
      }),
    );
  const first = await list();
  expect(first.executions?.map(({ name }) => name)).toEqual(["c", "b"]);
  for (const { executionArn } of first.executions ?? [])
    await sfn.send(new StopExecutionCommand({ executionArn }));
  const second = await list(first.nextToken);
  expect(second.executions?.map(({ name }) => name)).toEqual(["a"]);
  expect(second.nextToken).toBeUndefined();
  await expect(list("bad")).rejects.toMatchObject({ name: "InvalidToken" });
});

const RETRY = [
  { ErrorEquals: ["SNS.InvalidParameterException"], MaxAttempts: 0 },
  { ErrorEquals: ["States.ALL"], IntervalSeconds: 10, BackoffRate: 3, MaxAttempts: 3, MaxDelaySeconds: 60 },
];

test("a failing publish is retried under the policy, each time for a transition", async () => {
  const harness = await withMachine(waitThenPublish({ Retry: RETRY }));
  await harness.sns.send(new DeleteTopicCommand({ TopicArn: TOPIC }));
  const executionArn = await start(harness, { at: after(0), task: 1 });
  await harness.clock.advance(99 * SECOND);
  expect(await describeExecution(harness, executionArn)).toMatchObject({ status: "RUNNING" });
  await harness.clock.advance(SECOND);
  expect(await describeExecution(harness, executionArn)).toMatchObject({
    status: "FAILED",
    error: "SNS.NotFoundException",
    cause: expect.stringMatching(
      /^Topic does not exist \(Service: AmazonSNS; Status Code: 404; Error Code: NotFound;/,
    ),
  });
  expect(harness.aws.records.transitions).toBe(5);
});

test("a retry succeeds once the reason has gone; jitter is between nothing and all of the delay", async () => {
  const [, all] = RETRY;
  const harness = await startHarness({ random: () => 0.5 });
  await createMachine(harness, waitThenPublish({ Retry: [{ ...all, JitterStrategy: "FULL" }] }));
  const executionArn = await start(harness, { at: after(0), task: 1 });
  await harness.sns.send(new CreateTopicCommand({ Name: "tasks" }));
  await harness.clock.advance(5 * SECOND);
  expect(await describeExecution(harness, executionArn)).toMatchObject({ status: "SUCCEEDED" });
});

test.each([
  ["an empty message", { Parameters: { TopicArn: TOPIC, Message: "" } }, "SNS.InvalidParameterException"],
  [
    "a topic the role may not publish to",
    { Parameters: { TopicArn: `${TOPIC}-of-others`, Message: "a" } },
    "SNS.AuthorizationErrorException",
  ],
])("%s fails at once", async (_, task, error) => {
  const harness = await withMachine(waitThenPublish({ ...task, Retry: RETRY.slice(0, 1) }));
  const executionArn = await start(harness, { at: after(0), task: 1 });
  expect(await describeExecution(harness, executionArn)).toMatchObject({ status: "FAILED", error });
});

test("the role is used when the task is due, not before", async () => {
  const harness = await withMachine();
  const executionArn = await start(harness, { at: after(HOUR), task: 1 });
  await harness.iam.send(new DeleteRolePolicyCommand({ RoleName: "publisher", PolicyName: "publish" }));
  await harness.clock.advance(HOUR);
  expect(await describeExecution(harness, executionArn)).toMatchObject({
    status: "FAILED",
    error: "SNS.AuthorizationErrorException",
    cause: expect.stringContaining("is not authorized to perform: SNS:Publish on resource: arn:aws:sns:"),
  });
});

test("the other states", async () => {
  const harness = await withMachine({
    StartAt: "Pass",
    States: {
      Pass: { Type: "Pass", Result: { seconds: 30 }, Next: "Wait" },
      Wait: { Type: "Wait", SecondsPath: "$['seconds']", Next: "Fail" },
      Fail: { Type: "Fail", Error: "Broken", Cause: "Because" },
    },
  });
  const executionArn = await start(harness, {});
  await harness.clock.advance(30 * SECOND);
  const execution = await describeExecution(harness, executionArn);
  expect(execution).toMatchObject({ status: "FAILED", error: "Broken", cause: "Because" });
  expect(execution.stopDate).toEqual(new Date(after(32 * SECOND)));
});
