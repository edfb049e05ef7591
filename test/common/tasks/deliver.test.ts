import { DescribeExecutionCommand, SendTaskSuccessCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import type { Stack } from "../../../common/stack.ts";
import { deliver } from "../../../common/tasks/deliver.ts";
import { EXECUTION_ARN, givenContext, NOW, STACK } from "../given.ts";
import { resetMocks, sfn } from "../mocks.ts";

beforeEach(() => {
  resetMocks();
  sfn.on(SendTaskSuccessCommand).resolves({});
});

const DUE = { timestamp: new Date(NOW).toISOString(), message: "hello" };
const delivery = (
  task: object = {},
  rest: object = { taskToken: "token" },
  executionArn = EXECUTION_ARN,
) => ({
  text: JSON.stringify({ executionArn, task: { ...DUE, ...task }, ...rest }),
  messageId: "m-1",
  publishedAt: NOW,
});

async function delivered(task: object = {}, { rest, stack = STACK }: { rest?: object; stack?: Stack } = {}) {
  const context = givenContext();
  await deliver(delivery(task, rest), stack, context);
  return context;
}

describe("a delivery", () => {
  it("claims its task with the id of its message, and emits it", async () => {
    const { emitted } = await delivered();
    expect(sfn.calls().map(({ args }) => args[0].input)).toEqual([
      { taskToken: "token", output: '{"claimedBy":"m-1"}' },
    ]);
    expect(emitted).toEqual([
      {
        event: { timestamp: DUE.timestamp, message: "hello", executionArn: EXECUTION_ARN },
        key: "a",
        summary: `Task a, due ${DUE.timestamp}`,
        publishedAt: NOW,
      },
    ]);
  });

  it("without a token is of a task that nobody has to claim", async () => {
    expect((await delivered({}, { rest: {} })).emitted).toHaveLength(1);
    expect(sfn.calls()).toEqual([]);
  });

  it("has another key where a later stack may use the same names again", async () => {
    const { emitted } = await delivered({}, { stack: { ...STACK, number: 3 } });
    expect(emitted[0]?.key).toBe("a~3");
  });

  it("of several messages emits each, with a key of its own", async () => {
    const { emitted } = await delivered({ message: undefined, messages: ["one", "two"], id: "a" });
    expect(emitted.map(({ key, event }) => [key, event])).toEqual([
      [
        "a#0",
        {
          timestamp: DUE.timestamp,
          message: "one",
          executionArn: EXECUTION_ARN,
          id: "a",
          index: 0,
          count: 2,
        },
      ],
      [
        "a#1",
        {
          timestamp: DUE.timestamp,
          message: "two",
          executionArn: EXECUTION_ARN,
          id: "a",
          index: 1,
          count: 2,
        },
      ],
    ]);
  });

  it.each([
    [1, [1]],
    [5_000, [5_000]],
  ])("that is %i ms early is held", async (ms, slept) => {
    const context = await delivered({ timestamp: new Date(NOW + ms).toISOString() });
    expect([context.slept, context.emitted.length]).toEqual([slept, 1]);
  });

  it("that is earlier than that is to come again, and claims nothing", async () => {
    const early = delivered({ timestamp: new Date(NOW + 5_001).toISOString() });
    await expect(early).rejects.toMatchObject({ code: "not_ready", headers: { "retry-after": "6" } });
    expect(sfn.calls()).toEqual([]);
  });

  it.each([
    ["another state machine", delivery({}, {}, EXECUTION_ARN.replace("dc_test", "dc_other"))],
    ["no task", { ...delivery(), text: "{}" }],
    ["a text that is no JSON", { ...delivery(), text: "hello" }],
  ])("of %s is not accepted", async (_, foreign) => {
    await expect(deliver(foreign, STACK, givenContext())).rejects.toMatchObject({
      code: "untrusted_message",
    });
    expect(sfn.calls()).toEqual([]);
  });
});

describe("a delivery of a new time", () => {
  const describeFormer = (execution: object) =>
    sfn.on(DescribeExecutionCommand).resolves({ input: "{}", startDate: new Date(NOW), ...execution });
  const pointer = JSON.stringify({ rescheduledTo: "a" });

  it.each<[string, object, number]>([
    ["was stopped for it", { status: "ABORTED", cause: pointer }, 1],
    ["was stopped for another one", { status: "ABORTED", cause: '{"rescheduledTo":"b"}' }, 0],
    ["was cancelled", { status: "ABORTED", cause: '{"cancelledBy":"r"}' }, 0],
    ["was emitted", { status: "SUCCEEDED", output: '{"claimedBy":"m-0"}' }, 0],
    ["has failed", { status: "FAILED" }, 0],
  ])("emits %s, if the former one was: %j", async (_, former, count) => {
    describeFormer(former);
    expect((await delivered({ replaces: "former" })).emitted).toHaveLength(count);
  });

  it("stops the former one, if that still runs", async () => {
    describeFormer({ status: "RUNNING" });
    sfn.on(StopExecutionCommand).callsFake(() => {
      describeFormer({ status: "ABORTED", cause: pointer });
      return {};
    });
    expect((await delivered({ replaces: "former" })).emitted).toHaveLength(1);
    expect(sfn.commandCalls(StopExecutionCommand)[0]?.args[0].input).toMatchObject({ cause: pointer });
  });
});
