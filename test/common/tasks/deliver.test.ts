import {
  DescribeExecutionCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import { cancel } from "../../../common/tasks/cancel.ts";
import { deliver } from "../../../common/tasks/deliver.ts";
import { awsError, givenContext, NOW, STACK } from "../given.ts";
import { resetMocks, sfn } from "../mocks.ts";

const DENIED = awsError("AccessDeniedException", "User: x is not authorized to perform: states:X");
const DOWN = awsError("InternalServerException", "down", 500);

/** Whether a task was emitted is remembered for as long as the process lives, so each test has its own. */
let count = 0;
let executionArn = "";
beforeEach(() => {
  resetMocks();
  count += 1;
  executionArn = `${STACK.stateMachineArn.replace("stateMachine", "execution")}:task-${count}`;
});

const publication = (taskToken = "token") =>
  JSON.stringify({
    executionArn,
    taskToken,
    task: { timestamp: new Date(NOW).toISOString(), message: count },
  });
const sent = () => sfn.calls().map(({ args }) => args[0].constructor.name.replace("Command", ""));
const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};
const CLOSED = ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"];

describe("an acknowledged task", () => {
  it("is asked for with its token, emitted, and acknowledged with it", async () => {
    const context = givenContext();
    await deliver(publication("of this one"), NOW, STACK, context);
    expect(context.emitted).toHaveLength(1);
    expect(sent()).toEqual(["SendTaskHeartbeat", "SendTaskSuccess"]);
    expect(sfn.calls().map(({ args }) => args[0].input)).toEqual([
      { taskToken: "of this one" },
      { taskToken: "of this one", output: "{}" },
    ]);
  });

  it.each(CLOSED)("that is no longer open (%s) is neither emitted nor acknowledged", async (name) => {
    sfn.on(SendTaskHeartbeatCommand).rejects(awsError(name));
    const context = givenContext();
    await deliver(publication(), NOW, STACK, context);
    expect(context.emitted).toEqual([]);
    expect(sent()).toEqual(["SendTaskHeartbeat"]);
    expect(context.lines.join()).toContain(`Not emitted: ${executionArn}`);
  });

  it("is not emitted while AWS does not say whether it is open", async () => {
    sfn.on(SendTaskHeartbeatCommand).rejects(DOWN);
    const context = givenContext();
    await expect(deliver(publication(), NOW, STACK, context)).rejects.toBe(DOWN);
    expect(context.emitted).toEqual([]);
  });

  it("is emitted where the policy does not let the source ask", async () => {
    sfn.on(SendTaskHeartbeatCommand).rejects(DENIED);
    const context = givenContext();
    await deliver(publication(), NOW, STACK, context);
    expect(context.emitted).toHaveLength(1);
    expect(sent()).toEqual(["SendTaskHeartbeat", "SendTaskSuccess"]);
  });

  it("is acknowledged by another attempt where one fails", async () => {
    sfn.on(SendTaskSuccessCommand).rejectsOnce(DOWN).resolves({});
    const context = givenContext();
    await deliver(publication(), NOW, STACK, context);
    expect(context.slept).toEqual([500]);
  });

  it("that cannot be acknowledged comes again, and is not emitted again", async () => {
    sfn.on(SendTaskSuccessCommand).rejects(DOWN);
    const context = givenContext();
    await expect(deliver(publication(), NOW, STACK, context)).rejects.toMatchObject({ code: "not_ready" });
    expect(context.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(6_000);
    resetMocks();
    await deliver(publication("of the next publication"), NOW, STACK, context);
    expect(sent()).toEqual(["SendTaskSuccess"]);
    expect(context.emitted).toHaveLength(1);
  });

  it("that may not be acknowledged says so, and is not asked to come again at once", async () => {
    sfn.on(SendTaskSuccessCommand).rejects(DENIED);
    const context = givenContext();
    await deliver(publication(), NOW, STACK, context);
    expect(context.slept).toEqual([]);
    expect(context.lines.join()).toContain("allows states:SendTaskSuccess");
  });

  it("that fails to be emitted is neither acknowledged nor taken for emitted", async () => {
    const broken = givenContext({ emit: () => Promise.reject(new Error("no emit")) });
    await expect(deliver(publication(), NOW, STACK, broken)).rejects.toThrow("no emit");
    expect(sent()).toEqual(["SendTaskHeartbeat"]);
    const context = givenContext();
    await deliver(publication(), NOW, STACK, context);
    expect(context.emitted).toHaveLength(1);
  });

  it.each(CLOSED)("whose acknowledgement AWS does not take (%s) is not emitted again", async (name) => {
    sfn.on(SendTaskSuccessCommand).rejectsOnce(awsError(name)).resolves({});
    const context = givenContext();
    await deliver(publication(), NOW, STACK, context);
    await deliver(publication("of the next publication"), NOW, STACK, context);
    expect(context.emitted).toHaveLength(1);
    expect(sent()).toEqual(["SendTaskHeartbeat", "SendTaskSuccess", "SendTaskSuccess"]);
  });

  it("is forgotten once it is acknowledged: AWS knows of it from then on", async () => {
    const context = givenContext();
    await deliver(publication(), NOW, STACK, context);
    await deliver(publication(), NOW, STACK, context);
    expect(sent()).toEqual(["SendTaskHeartbeat", "SendTaskSuccess", "SendTaskHeartbeat", "SendTaskSuccess"]);
  });

  it("of a later state machine is another one, though its name is the same", async () => {
    sfn.on(SendTaskSuccessCommand).rejects(awsError("TaskTimedOut"));
    const context = givenContext();
    for (const generation of [1, 2]) await deliver(publication(), NOW, { ...STACK, generation }, context);
    const ids = context.emitted.map(({ metadata }) => (metadata as { id: string }).id);
    expect(ids).toEqual([`task-${count}`, expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });
});

describe("a cancellation while its task is being emitted", () => {
  it("waits, and is too late", async () => {
    let status = "RUNNING";
    sfn.on(SendTaskSuccessCommand).callsFake(() => {
      status = "SUCCEEDED";
      return {};
    });
    sfn.on(StopExecutionCommand).callsFake(() => {
      status = "ABORTED";
      return { stopDate: new Date(NOW) };
    });
    sfn.on(DescribeExecutionCommand).callsFake(() => ({ status }));
    const asked = gate();
    sfn.on(SendTaskHeartbeatCommand).callsFake(() => asked.opened);
    const context = givenContext();
    const delivery = deliver(publication(), NOW, STACK, context);
    await new Promise(setImmediate);
    const cancellation = cancel({ executionArn }, context).catch((error) => error);
    await new Promise(setImmediate);
    expect(sent()).toEqual(["SendTaskHeartbeat"]);
    asked.open();
    await delivery;
    expect(await cancellation).toMatchObject({ code: "already_finished" });
    expect(context.emitted).toHaveLength(1);
    expect(sfn.commandCalls(StopExecutionCommand)).toEqual([]);
  });

  it("comes first if it was first: the task is not emitted", async () => {
    let status = "RUNNING";
    const stopping = gate();
    sfn.on(StopExecutionCommand).callsFake(async () => {
      await stopping.opened;
      status = "ABORTED";
      return { stopDate: new Date(NOW) };
    });
    sfn.on(DescribeExecutionCommand).callsFake(() => ({ status }));
    sfn.on(SendTaskHeartbeatCommand).callsFake(() => {
      if (status === "ABORTED") throw awsError("TaskTimedOut");
      return {};
    });
    const context = givenContext();
    const cancellation = cancel({ executionArn }, context);
    const delivery = deliver(publication(), NOW, STACK, context);
    stopping.open();
    expect(await cancellation).toMatchObject({ status: 200 });
    await delivery;
    expect(context.emitted).toEqual([]);
  });

  it("is too late as long as AWS does not know that the task was emitted", async () => {
    sfn.on(SendTaskSuccessCommand).rejects(DOWN);
    const context = givenContext();
    await deliver(publication(), NOW, STACK, context).catch(() => {});
    sfn.on(DescribeExecutionCommand).resolves({ status: "RUNNING" });
    await expect(cancel({ executionArn }, context)).rejects.toThrow("it has been emitted");
    expect(sfn.commandCalls(StopExecutionCommand)).toEqual([]);
  });
});
