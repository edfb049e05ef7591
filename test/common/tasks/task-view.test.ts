import { describe, expect, it } from "vitest";
import type { Execution } from "../../../common/aws/execution.ts";
import { cancellationBy, claimBy, pointerTo } from "../../../common/tasks/outcome.ts";
import { toTaskView } from "../../../common/tasks/task-view.ts";
import { EXECUTION_ARN, NOW, STACK } from "../given.ts";
import { DUE, inputOf } from "./given-executions.ts";

const of = (execution: Partial<Execution> = {}, task: object = {}) =>
  toTaskView("a", { status: "RUNNING", startedAt: NOW, input: inputOf(task), ...execution }, STACK);
const at = new Date(NOW).toISOString();
const end = { stoppedAt: NOW + 1 };

describe("the view of a task", () => {
  it("is what was scheduled, and when", () => {
    expect(of()).toEqual({
      executionArn: EXECUTION_ARN,
      status: "pending",
      timestamp: DUE,
      message: "hello",
      scheduledAt: at,
    });
  });

  it("has its id, and what it replaces", () => {
    expect(of({}, { id: "a", replaces: "b" })).toMatchObject({
      id: "a",
      replaces: EXECUTION_ARN.replace(/a$/, "b"),
    });
  });

  it("has one message, even null, or several", () => {
    expect(of({}, { message: null })).toMatchObject({ message: null });
    const several = of({}, { message: undefined, messages: [1, 2] });
    expect(several).toMatchObject({ messages: [1, 2] });
    expect(several).not.toHaveProperty("message");
  });

  it.each<[string, Partial<Execution>, object]>([
    ["emitted", { status: "SUCCEEDED", output: claimBy("m") }, { status: "emitted" }],
    ["claimed by a stop", { status: "ABORTED", cause: claimBy("m") }, { status: "emitted" }],
    [
      "cancelled",
      { status: "ABORTED", cause: cancellationBy("r") },
      { status: "cancelled", reason: cancellationBy("r") },
    ],
    ["stopped by hand", { status: "ABORTED", cause: "by hand" }, { status: "cancelled", reason: "by hand" }],
    ["stopped without a cause", { status: "ABORTED" }, { status: "cancelled" }],
    ["failed", { status: "FAILED", cause: "no" }, { status: "failed", reason: "no" }],
    ["timed out", { status: "TIMED_OUT" }, { status: "failed" }],
  ])("that was %s says so, and since when", (_, execution, expected) => {
    expect(of({ ...execution, ...end })).toEqual({
      executionArn: EXECUTION_ARN,
      timestamp: DUE,
      message: "hello",
      scheduledAt: at,
      endedAt: new Date(NOW + 1).toISOString(),
      ...expected,
    });
  });

  it("is none of a task that has another time now, or that another has started", () => {
    expect(of({ status: "ABORTED", cause: pointerTo("a.2") })).toBeUndefined();
    expect(of({ input: '{"by":"hand"}' })).toBeUndefined();
    expect(of({ input: "no JSON" })).toBeUndefined();
  });
});
