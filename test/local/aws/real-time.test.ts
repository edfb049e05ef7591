import { IAMClient } from "@aws-sdk/client-iam";
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { expect, onTestFinished, test, vi } from "vitest";
import { startLocalAws } from "../../../local/aws/server.ts";
import { ManualClock } from "../../../local/shared/clock.ts";
import {
  clientConfig,
  createRole,
  MACHINE,
  ROLE,
  start,
  startSubscriber,
  subscribeConfirmed,
  waitThenPublish,
} from "./harness.ts";

test("on the machine's own clock a task is published within a second of its time, never before the second", async () => {
  const aws = await startLocalAws({ rolePropagationMs: 0 });
  onTestFinished(() => aws.close());
  const config = clientConfig(aws);
  const clients = { sfn: new SFNClient(config), sns: new SNSClient(config), iam: new IAMClient(config) };
  const harness = { aws, clock: new ManualClock(0), ...clients };
  const subscriber = await startSubscriber();
  await subscribeConfirmed(harness, subscriber);
  await createRole(harness);
  const definition = JSON.stringify(waitThenPublish());
  await clients.sfn.send(new CreateStateMachineCommand({ name: "tasks", definition, roleArn: ROLE }));
  const dueAt = Math.ceil(Date.now() / 1_000) * 1_000;
  const executionArn = await start(harness, { at: new Date(dueAt).toISOString(), task: 1 });
  expect(executionArn).toContain(MACHINE.replace("stateMachine", "execution"));
  await vi.waitFor(() => expect(subscriber.received).toHaveLength(1), { timeout: 3_000, interval: 10 });
  const publishedAt = Date.parse(subscriber.received[0]?.body.Timestamp ?? "");
  expect(publishedAt - dueAt).toBeGreaterThanOrEqual(0);
  expect(publishedAt - dueAt).toBeLessThan(1_000);
  const { status } = await clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(status).toBe("SUCCEEDED");
});
