import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import type { LocalAwsOptions } from "../../../local/aws/server.ts";
import {
  after,
  CALLBACK,
  clientConfig,
  createMachine,
  SECOND,
  start,
  startHarness,
  startSubscriber,
  subscribeConfirmed,
  waitThenPublish,
} from "./harness.ts";

/** An execution that has published its token and waits for the answer. */
async function waitingForAnswer(task: object = {}, options: LocalAwsOptions = {}) {
  const harness = await startHarness(options);
  const subscriber = await startSubscriber();
  await subscribeConfirmed(harness, subscriber);
  await createMachine(harness, waitThenPublish({ ...CALLBACK, ...task }));
  const executionArn = await start(harness, { at: after(0) });
  await harness.aws.settled();
  const token = (i = 0) => JSON.parse(subscriber.received[i]?.body.Message ?? "{}").token as string;
  const status = async () => (await harness.sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
  const succeed = (taskToken: string, output = "{}") =>
    harness.sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
  const beat = (taskToken: string) => harness.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
  return { ...harness, subscriber, executionArn, token, status, succeed, beat };
}

const GONE = { name: "TaskTimedOut" };

test("the output of SendTaskSuccess is that of the execution, which says when it ended", async () => {
  const { token, succeed, sfn, executionArn, clock } = await waitingForAnswer();
  await clock.advance(5 * SECOND);
  await succeed(token(), '{"claimedBy":"5f0b6f3c-0000-4000-8000-000000000000"}');
  const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(execution).toMatchObject({
    status: "SUCCEEDED",
    output: '{"claimedBy":"5f0b6f3c-0000-4000-8000-000000000000"}',
    stopDate: new Date(after(7 * SECOND)),
  });
  expect([execution.error, execution.cause]).toEqual([undefined, undefined]);
});

test("a token that is closed is answered with each of the errors it is set to, in turn", async () => {
  const errors = ["TaskDoesNotExist", "InvalidToken", "TaskTimedOut"] as const;
  const { token, succeed, beat, sfn } = await waitingForAnswer({}, { closedTokenErrors: errors });
  await succeed(token());
  for (const name of errors) await expect(succeed(token())).rejects.toMatchObject({ name });
  await expect(beat(token())).rejects.toMatchObject({ name: "TaskDoesNotExist" });
  const failing = sfn.send(new SendTaskFailureCommand({ taskToken: token() }));
  await expect(failing).rejects.toMatchObject({ name: "InvalidToken" });
});

test("a token is known in its own region only", async () => {
  const { token, status, aws } = await waitingForAnswer();
  const elsewhere = new SFNClient(clientConfig(aws, "eu-west-1"));
  const succeeding = elsewhere.send(new SendTaskSuccessCommand({ taskToken: token(), output: "{}" }));
  await expect(succeeding).rejects.toMatchObject({ name: "InvalidToken" });
  expect(await status()).toBe("RUNNING");
});

test("SendTaskSuccess ends the task, once", async () => {
  const { token, status, succeed, beat, sfn, executionArn } = await waitingForAnswer();
  expect(await status()).toBe("RUNNING");
  await beat(token());
  await expect(succeed(token(), "{")).rejects.toMatchObject({ name: "InvalidOutput" });
  await succeed(token(), '{"done":true}');
  const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(execution).toMatchObject({ status: "SUCCEEDED", output: '{"done":true}' });
  await expect(succeed(token())).rejects.toMatchObject(GONE);
  await expect(beat(token())).rejects.toMatchObject(GONE);
  await expect(succeed("made up")).rejects.toMatchObject({ name: "InvalidToken" });
  const { events } = await sfn.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 4 }),
  );
  expect(events?.map(({ type }) => type)).toEqual([
    "ExecutionSucceeded",
    "TaskStateExited",
    "TaskSucceeded",
    "TaskSubmitted",
  ]);
});

test("the token works as soon as the message arrives", async () => {
  const harness = await startHarness();
  const subscriber = await startSubscriber(async ({ body }) => {
    if (body.Type !== "Notification") return;
    const taskToken = JSON.parse(body.Message ?? "").token;
    await harness.sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
  });
  await subscribeConfirmed(harness, subscriber);
  await createMachine(harness, waitThenPublish(CALLBACK));
  const executionArn = await start(harness, { at: after(60 * SECOND) });
  await harness.clock.advance(60 * SECOND);
  const { status } = await harness.sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(status).toBe("SUCCEEDED");
});

test("SendTaskFailure fails the task", async () => {
  const { token, sfn, executionArn } = await waitingForAnswer();
  await sfn.send(new SendTaskFailureCommand({ taskToken: token(), error: "Full", cause: "No room" }));
  const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(execution).toMatchObject({ status: "FAILED", error: "Full", cause: "No room" });
});

test("a task that times out is published again with a new token", async () => {
  const { token, status, succeed, clock, aws } = await waitingForAnswer({
    TimeoutSeconds: 900,
    Retry: [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 10, MaxAttempts: 1 }],
  });
  await clock.advance(900 * SECOND);
  await expect(succeed(token())).rejects.toMatchObject(GONE);
  await clock.advance(10 * SECOND);
  expect(token(1)).not.toBe(token(0));
  await expect(succeed(token(0))).rejects.toMatchObject(GONE);
  await succeed(token(1));
  expect(await status()).toBe("SUCCEEDED");
  expect(aws.records.transitions).toBe(3);
});

test("without a retry a time-out fails the execution; States.TaskFailed does not match it", async () => {
  const { sfn, executionArn, clock } = await waitingForAnswer({
    TimeoutSeconds: 60,
    Retry: [{ ErrorEquals: ["States.TaskFailed"] }],
  });
  await clock.advance(60 * SECOND);
  const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(execution).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  expect(execution.cause).toBeUndefined();
});

test("a heartbeat is accepted and discarded where the task has no HeartbeatSeconds", async () => {
  const { status, beat, token, clock } = await waitingForAnswer({ TimeoutSeconds: 60 });
  await clock.advance(59 * SECOND);
  await beat(token());
  expect(await status()).toBe("RUNNING");
  await clock.advance(SECOND);
  expect(await status()).toBe("FAILED");
});

test("heartbeats keep a task open, up to its time-out", async () => {
  const { status, beat, token, clock, subscriber } = await waitingForAnswer({
    HeartbeatSeconds: 10,
    TimeoutSeconds: 25,
    Retry: [{ ErrorEquals: ["States.HeartbeatTimeout"], MaxAttempts: 1 }],
  });
  await clock.advance(9 * SECOND);
  await beat(token());
  await clock.advance(9 * SECOND);
  expect(subscriber.received).toHaveLength(1);
  await clock.advance(2 * SECOND);
  expect(subscriber.received).toHaveLength(2);
  for (let i = 0; i < 3; i++) {
    await beat(token(1));
    await clock.advance(8 * SECOND);
  }
  expect(await status()).toBe("RUNNING");
  await clock.advance(SECOND);
  expect(await status()).toBe("FAILED");
});

test("a stopped execution takes its token along", async () => {
  const { sfn, executionArn, succeed, token, clock } = await waitingForAnswer({ TimeoutSeconds: 60 });
  await sfn.send(new StopExecutionCommand({ executionArn }));
  await expect(succeed(token())).rejects.toMatchObject(GONE);
  await clock.advance(60 * SECOND);
  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events?.at(-1)?.type).toBe("ExecutionAborted");
});
