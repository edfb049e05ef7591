import { describe, expect, it } from "vitest";
import type { Execution } from "../../../common/aws/execution.ts";
import { cancellationBy, claimBy, toOutcome } from "../../../common/tasks/outcome.ts";
import { NOW } from "../given.ts";

const of = (execution: Partial<Execution>) =>
  toOutcome({ status: "RUNNING", input: "{}", startedAt: NOW, ...execution });

describe("what became of a task", () => {
  it.each<[string, Partial<Execution>, object]>([
    ["runs", {}, { kind: "pending" }],
    [
      "was claimed",
      { status: "SUCCEEDED", output: claimBy("m"), stoppedAt: NOW },
      { kind: "emitted", by: "m", at: NOW },
    ],
    [
      "was published in the plain mode",
      { status: "SUCCEEDED", output: '{"MessageId":"m"}', stoppedAt: NOW },
      { kind: "emitted", by: undefined, at: NOW },
    ],
    [
      "was acknowledged by version 0.1",
      { status: "SUCCEEDED", output: "{}", stoppedAt: NOW },
      { kind: "emitted", by: undefined, at: NOW },
    ],
    [
      "was claimed by a stop",
      { status: "ABORTED", cause: claimBy("m"), stoppedAt: NOW },
      { kind: "emitted", by: "m", at: NOW },
    ],
    ["was cancelled", { status: "ABORTED", cause: cancellationBy("r") }, { kind: "cancelled", by: "r" }],
    ["failed", { status: "FAILED", cause: claimBy("m") }, { kind: "failed", status: "FAILED" }],
    ["timed out", { status: "TIMED_OUT" }, { kind: "failed", status: "TIMED_OUT" }],
  ])("that %s", (_, execution, outcome) => {
    expect(of(execution)).toEqual(outcome);
  });

  it.each([
    undefined,
    "",
    "by hand",
    "null",
    "1",
    "[]",
    '"claimedBy"',
    '{"claimedBy":1}',
    '{"cancelledBy":null}',
  ])("that was stopped with the cause %j is cancelled, nobody knows by whom", (cause) => {
    const execution: Partial<Execution> = { status: "ABORTED", ...(cause !== undefined && { cause }) };
    expect(of(execution)).toEqual({ kind: "cancelled", by: undefined });
  });

  it("is told by the mark where it belongs", () => {
    expect(of({ status: "SUCCEEDED", cause: claimBy("m") })).toMatchObject({ by: undefined });
    expect(of({ status: "ABORTED", output: claimBy("m") })).toMatchObject({ kind: "cancelled" });
  });
});
