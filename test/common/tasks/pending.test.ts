import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../common/tasks/outcome.ts";
import { requirePending, requireSeen } from "../../../common/tasks/pending.ts";

describe("a task that has to be pending", () => {
  it("is", () => {
    expect(() => requirePending("cancel", { kind: "pending" })).not.toThrow();
  });

  it.each<[Outcome, string]>([
    [{ kind: "emitted", by: undefined, at: 0 }, "it has been emitted"],
    [{ kind: "cancelled", by: undefined }, "it has been cancelled already"],
    [{ kind: "rescheduled", to: "a.2" }, "it has another time now"],
    [{ kind: "failed", status: "TIMED_OUT" }, "its execution has ended: TIMED_OUT"],
  ])("is not, for it is $kind", (outcome, reason) => {
    for (const verb of ["cancel", "reschedule"] as const) {
      expect(() => requirePending(verb, outcome)).toThrow(
        expect.objectContaining({
          code: "already_finished",
          message: `It is too late to ${verb} this task: ${reason}.`,
        }),
      );
    }
  });
});

describe("an execution that has to be seen", () => {
  const execution = { status: "RUNNING" as const, input: "{}", startedAt: 0 };

  it("is", () => {
    expect(requireSeen(execution)).toBe(execution);
  });

  it.each([
    ["not-found", "execution_not_found"],
    ["not-permitted", "aws_error"],
  ] as const)("is not: %s", (seen, code) => {
    expect(() => requireSeen(seen)).toThrow(expect.objectContaining({ code }));
  });
});
