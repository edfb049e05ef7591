import { PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import {
  after,
  CALLBACK,
  createMachine,
  createRole,
  HOUR,
  MACHINE,
  MAY_PUBLISH,
  SECOND,
  start,
  startHarness,
  startSubscriber,
  subscribeConfirmed,
  waitThenPublish,
} from "./harness.ts";

describe("what is eventually consistent", () => {
  it("IAM knows a new role everywhere some moments later", async () => {
    const harness = await startHarness({ iamLagMs: 3 * SECOND });
    await expect(createRole(harness)).rejects.toMatchObject({ name: "NoSuchEntityException" });
    await harness.clock.advance(3 * SECOND);
    const policy = {
      RoleName: "publisher",
      PolicyName: "publish",
      PolicyDocument: JSON.stringify(MAY_PUBLISH),
    };
    await harness.iam.send(new PutRolePolicyCommand(policy));
  });

  it("an execution is described as it was some moments ago", async () => {
    const harness = await startHarness({ describeLagMs: 3 * SECOND });
    await createMachine(harness);
    await harness.sns.send(new CreateTopicCommand({ Name: "tasks" }));
    const executionArn = await start(harness, { at: after(HOUR), task: {} });
    const describe = () => harness.sfn.send(new DescribeExecutionCommand({ executionArn }));
    await expect(describe()).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
    await harness.clock.advance(HOUR - SECOND);
    expect((await describe()).status).toBe("RUNNING");
    await harness.clock.advance(3 * SECOND);
    expect((await describe()).status).toBe("SUCCEEDED");
  });
});

describe("a lag of what is described", () => {
  const lagging = async (describeLagMs: number | (() => number)) => {
    const harness = await startHarness({ describeLagMs });
    await createMachine(harness, waitThenPublish(CALLBACK));
    const subscriber = await startSubscriber();
    await subscribeConfirmed(harness, subscriber);
    const executionArn = await start(harness, { at: after(0) });
    await harness.aws.settled();
    const token = JSON.parse(subscriber.received[0]?.body.Message ?? "{}").token as string;
    const describe = () => harness.sfn.send(new DescribeExecutionCommand({ executionArn }));
    const list = async () => {
      const input = { stateMachineArn: MACHINE };
      const { executions = [] } = await harness.sfn.send(new ListExecutionsCommand(input));
      return executions.map(({ status }) => status);
    };
    return { ...harness, executionArn, token, describe, list };
  };

  it("hides a new execution from DescribeExecution and ListExecutions, and then its end", async () => {
    const { sfn, clock, executionArn, describe, list } = await lagging(3 * SECOND);
    await expect(describe()).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
    expect(await list()).toEqual([]);
    await clock.advance(3 * SECOND);
    await sfn.send(new StopExecutionCommand({ executionArn, cause: "enough" }));
    expect(await describe()).toMatchObject({ status: "RUNNING" });
    expect((await describe()).cause).toBeUndefined();
    expect(await list()).toEqual(["RUNNING"]);
    await clock.advance(3 * SECOND);
    expect(await describe()).toMatchObject({ status: "ABORTED", cause: "enough" });
    expect(await list()).toEqual(["ABORTED"]);
  });

  it("is of no concern to StopExecution and SendTaskSuccess", async () => {
    const { sfn, clock, executionArn, token, describe } = await lagging(3 * SECOND);
    await sfn.send(new StopExecutionCommand({ executionArn }));
    const succeeding = sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: "{}" }));
    await expect(succeeding).rejects.toMatchObject({ name: "TaskTimedOut" });
    await clock.advance(3 * SECOND);
    expect((await describe()).status).toBe("ABORTED");
  });

  it("may differ from call to call, so that what was seen to end is seen running again", async () => {
    const lags = [0, 5 * SECOND];
    const { sfn, clock, executionArn, describe } = await lagging(() => lags.shift() ?? 0);
    await clock.advance(6 * SECOND);
    await sfn.send(new StopExecutionCommand({ executionArn }));
    expect((await describe()).status).toBe("ABORTED");
    expect((await describe()).status).toBe("RUNNING");
    expect((await describe()).status).toBe("ABORTED");
  });
});
