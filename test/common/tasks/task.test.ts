import { describe, expect, it } from "vitest";
import {
  type DeliveredTask,
  isSameTask,
  parseDeliveredTask,
  parseExecutionInput,
  serialiseDeliveredTask,
} from "../../../common/tasks/task.ts";
import { EXECUTION_ARN } from "../given.ts";

const task = { timestamp: "2026-11-23T12:00:00.000Z", message: { name: "Luke" } };
const valid = { executionArn: EXECUTION_ARN, task, taskToken: "token" };

describe("a delivered task", () => {
  it.each<[string, DeliveredTask]>([
    ["with a token", valid],
    ["without a token", { executionArn: EXECUTION_ARN, task }],
    ["with an id", { ...valid, task: { ...task, id: "a" } }],
    ["with another time", { ...valid, task: { ...task, replaces: "a" } }],
    ["with several messages", { ...valid, task: { timestamp: task.timestamp, messages: [1, null] } }],
    ["with null for its message", { ...valid, task: { ...task, message: null } }],
    ["with 0 for its message", { ...valid, task: { ...task, message: 0 } }],
    ["with an empty message", { ...valid, task: { ...task, message: "" } }],
  ])("%s is read as it was written", (_, delivered) => {
    expect(parseDeliveredTask(serialiseDeliveredTask(delivered))).toEqual(delivered);
  });

  it.each([
    ["no JSON", "x"],
    ["nothing", ""],
    ["null", null],
    ["a list", [valid]],
    ["no execution", { ...valid, executionArn: undefined }],
    ["an execution that is no text", { ...valid, executionArn: 1 }],
    ["no task", { ...valid, task: undefined }],
    ["null for a task", { ...valid, task: null }],
    ["a text for a task", { ...valid, task: "x" }],
    ["a task without a message", { ...valid, task: { timestamp: task.timestamp } }],
    ["a task with messages that are no list", { ...valid, task: { timestamp: task.timestamp, messages: 1 } }],
    ["a task without a time", { ...valid, task: { message: 1 } }],
    ["a task at no time", { ...valid, task: { ...task, timestamp: "x" } }],
    ["a task at a number", { ...valid, task: { ...task, timestamp: 1 } }],
    ["an id that is no text", { ...valid, task: { ...task, id: 1 } }],
    ["a former one that is no text", { ...valid, task: { ...task, replaces: 1 } }],
    ["a token that is no text", { ...valid, taskToken: null }],
  ])("is not %s", (_, content) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    expect(() => parseDeliveredTask(text)).toThrow(expect.objectContaining({ code: "untrusted_message" }));
  });
});

describe("the input of an execution", () => {
  const input = { waitUntil: "2026-11-23T12:00:00Z", task, delay: "PT1H" };

  it("is read as it was written", () => {
    expect(parseExecutionInput(JSON.stringify(input))).toEqual(input);
  });

  it.each(["", "null", "{}", '{"task":1}', JSON.stringify({ task: { ...task, timestamp: "x" } })])(
    "is not what somebody else wrote: %j",
    (text) => {
      expect(parseExecutionInput(text)).toBeUndefined();
    },
  );
});

describe("a task", () => {
  it("is the same in whatever order its fields are", () => {
    const { timestamp, message } = task;
    expect(isSameTask({ message, timestamp }, task)).toBe(true);
    expect(
      isSameTask({ timestamp, message }, { ...task, message: { name: "Luke", age: undefined } } as never),
    ).toBe(true);
  });

  it.each([
    ["another message", { ...task, message: { name: "Leia" } }],
    ["another time", { ...task, timestamp: "2026-11-23T12:00:00.001Z" }],
    ["an id", { ...task, id: "a" }],
    ["no message", { timestamp: task.timestamp, messages: [task.message] }],
  ])("is another with %s", (_, other) => {
    expect(isSameTask(task, other)).toBe(false);
    expect(isSameTask(undefined, other)).toBe(false);
  });
});
