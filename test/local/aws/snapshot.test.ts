import { GetRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import type { Snapshot } from "../../../local/aws/snapshot/take.ts";
import { ManualClock } from "../../../local/shared/clock.ts";
import {
  after,
  CALLBACK,
  createMachine,
  DAY,
  HOUR,
  MACHINE,
  SECOND,
  START,
  start,
  startHarness,
  startSubscriber,
  subscribeConfirmed,
  TOPIC,
  waitThenPublish,
} from "./harness.ts";

const ELAPSED = 2 * SECOND;

/** An AWS with executions, and another that is started later with what it held, as a file would keep it. */
async function startAgain({ task = {}, inputs = [{}] as object[], later = 0 } = {}) {
  const first = await startHarness();
  const subscriber = await startSubscriber();
  await subscribeConfirmed(first, subscriber);
  await createMachine(first, waitThenPublish(task));
  const arns: string[] = [];
  for (const input of inputs) arns.push(await start(first, input));
  await first.aws.settled();
  const snapshot: Snapshot = JSON.parse(JSON.stringify(first.aws.snapshot()));
  await first.aws.close();
  const clock = new ManualClock(START + ELAPSED + later);
  const second = { ...(await startHarness({ snapshot, clock })), clock };
  const describe = (executionArn = arns[0]) =>
    second.sfn.send(new DescribeExecutionCommand({ executionArn }));
  return { ...second, subscriber, arns, describe };
}

test("a task that waits at the end waits after the restart, until its time", async () => {
  const { aws, clock, subscriber, describe } = await startAgain({
    inputs: [{ at: after(3 * DAY), task: { message: "hello" } }],
    later: DAY,
  });
  aws.resume();
  await clock.advanceTo(START + 3 * DAY - 1);
  expect([(await describe()).status, subscriber.received.length]).toEqual(["RUNNING", 0]);
  await clock.advance(1);
  expect((await describe()).status).toBe("SUCCEEDED");
  expect(JSON.parse(subscriber.received[0]?.body.Message ?? "").task).toEqual({ message: "hello" });
});

test("a task that fell due meanwhile is published when executions go on, and not before", async () => {
  const { aws, clock, subscriber } = await startAgain({
    inputs: [{ at: after(HOUR), task: 1 }],
    later: DAY,
  });
  await clock.advance(SECOND);
  expect(subscriber.received).toEqual([]);
  aws.resume();
  await aws.settled();
  expect(subscriber.received).toHaveLength(1);
});

test("a task that nobody had claimed is published again, with a new token", async () => {
  const { aws, sfn, subscriber, describe } = await startAgain({
    task: CALLBACK,
    inputs: [{ at: after(0) }],
  });
  aws.resume();
  await aws.settled();
  const [former, token] = subscriber.received.map(({ body }) => JSON.parse(body.Message ?? "").token);
  const succeed = (taskToken: string) => sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
  await expect(succeed(former)).rejects.toMatchObject({ name: "TaskTimedOut" });
  await succeed(token);
  await aws.settled();
  expect((await describe()).status).toBe("SUCCEEDED");
});

test("what has ended stays known for 90 days, and nothing of it happens again", async () => {
  const { aws, clock, subscriber, describe } = await startAgain({ inputs: [{ at: after(0), task: 1 }] });
  aws.resume();
  await aws.settled();
  expect(subscriber.received).toHaveLength(1);
  expect((await describe()).status).toBe("SUCCEEDED");
  await clock.advance(90 * DAY);
  await expect(describe()).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
});

test("role, policy, topic and machine are the same, and a second resume changes nothing", async () => {
  const { aws, iam, sns, sfn, subscriber } = await startAgain({ inputs: [{ at: after(0), task: 1 }] });
  aws.resume();
  aws.resume();
  await aws.settled();
  expect(subscriber.received).toHaveLength(1);
  const policy = await iam.send(new GetRolePolicyCommand({ RoleName: "publisher", PolicyName: "publish" }));
  expect(decodeURIComponent(policy.PolicyDocument ?? "")).toContain("sns:Publish");
  const topic = await sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
  expect(topic.Attributes?.SubscriptionsConfirmed).toBe("1");
  const machine = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }));
  expect(JSON.parse(machine.definition ?? "")).toEqual(waitThenPublish());
});
