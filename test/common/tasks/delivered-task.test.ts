import { describe, expect, it } from "vitest";
import {
  type DeliveredTask,
  parseDeliveredTask,
  serialiseDeliveredTask,
} from "../../../common/tasks/delivered-task.ts";
import { EXECUTION_ARN } from "../given.ts";

const task = { timestamp: "2026-11-23T12:00:00.000Z", message: { name: "Luke" } };
const valid = { executionArn: EXECUTION_ARN, task, taskToken: "token" };

describe("a delivered task", () => {
  it.each<[string, DeliveredTask]>([
    ["with a token", valid],
    ["without a token", { executionArn: EXECUTION_ARN, task }],
    ["with an id", { ...valid, task: { ...task, id: "a" } }],
    ["with null for its message", { ...valid, task: { ...task, message: null } }],
    ["with 0 for its message", { ...valid, task: { ...task, message: 0 } }],
    ["with false for its message", { ...valid, task: { ...task, message: false } }],
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
    ["a task without a message", { ...valid, task: { timestamp: task.timestamp } }],
    ["a task without a time", { ...valid, task: { message: 1 } }],
    ["a task at no time", { ...valid, task: { ...task, timestamp: "x" } }],
    ["a task at a number", { ...valid, task: { ...task, timestamp: 1 } }],
    ["an id that is no text", { ...valid, task: { ...task, id: 1 } }],
    ["a token that is no text", { ...valid, taskToken: null }],
  ])("is not %s", (_, content) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    expect(() => parseDeliveredTask(text)).toThrow(expect.objectContaining({ code: "untrusted_message" }));
  });
});
