import { DescribeExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import { executionArnOf } from "../../../common/aws/arn.ts";
import { describeStarted, hasReplaced, nextName, stopAndLook } from "../../../common/tasks/chain.ts";
import { pointerTo } from "../../../common/tasks/outcome.ts";
import { EXECUTION_ARN, givenContext, NOW, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sfn } from "../mocks.ts";
import {
  cancelled,
  claimed,
  DENIED,
  DOWN,
  givenExecution,
  givenStop,
  NOT_FOUND,
  running,
  succeeded,
} from "./given.ts";
import { ended, type GivenExecution, givenExecutions, pending, stopped } from "./given-executions.ts";

beforeEach(resetMocks);

describe("the name of the next execution of a task", () => {
  it.each([
    ["a", "a.2"],
    ["a.2", "a.3"],
    ["a.9", "a.10"],
    ["2", "2.2"],
    ["a-1", "a-1.2"],
  ])("after %s is %s", (name, next) => {
    expect(nextName(name)).toBe(next);
  });
});

describe("describeStarted", () => {
  const look = (context = givenContext()) => describeStarted(EXECUTION_ARN, STACK, context);

  it("waits for an execution that AWS does not show yet", async () => {
    givenExecution(NOT_FOUND, NOT_FOUND, running);
    const context = givenContext();
    expect(await look(context)).toMatchObject({ status: "RUNNING" });
    expect(context.slept).toEqual([250, 375]);
  });

  it("waits for 6 s at most, and then asks to come again", async () => {
    givenExecution(NOT_FOUND);
    const context = givenContext();
    await expect(look(context)).rejects.toMatchObject({ code: "not_ready" });
    expect(context.now() - NOW).toBeLessThanOrEqual(6_000);
  });

  it("says where it may not look, and throws what else is wrong", async () => {
    givenExecution(DENIED);
    expect(await look()).toBe("not-permitted");
    givenExecution(DOWN);
    await expect(look()).rejects.toBe(DOWN);
  });
});

describe("stopAndLook", () => {
  const stop = (context = givenContext()) => stopAndLook(EXECUTION_ARN, "a cause", STACK, context);

  it("stops with the cause, and waits until AWS shows the end", async () => {
    givenStop();
    givenExecution(running, NOT_FOUND, { status: "ABORTED", cause: "a cause" });
    const context = givenContext();
    expect(await stop(context)).toMatchObject({ status: "ABORTED", cause: "a cause" });
    expect(inputsOf(StopExecutionCommand)).toEqual([{ executionArn: EXECUTION_ARN, cause: "a cause" }]);
    expect(context.slept).toEqual([250, 375]);
  });

  it("shows another end for what it is", async () => {
    givenStop();
    givenExecution(succeeded(claimed("m-1")));
    expect(await stop()).toMatchObject({ status: "SUCCEEDED" });
  });

  it.each([running, NOT_FOUND])(
    "asks to come again where AWS does not show the end within 6 s (%#)",
    async (seen) => {
      givenStop();
      givenExecution(seen);
      const context = givenContext();
      await expect(stop(context)).rejects.toMatchObject({ code: "not_ready" });
      expect(context.now() - NOW).toBeLessThanOrEqual(6_000);
    },
  );

  it("says where there is nothing to stop, without a look", async () => {
    givenStop(NOT_FOUND);
    expect(await stop()).toBe("not-found");
    expect(sent()).toEqual(["StopExecution"]);
  });

  it("says where it may not look", async () => {
    givenStop();
    givenExecution(DENIED);
    expect(await stop()).toBe("not-permitted");
  });

  it.each([DENIED, DOWN])("throws what keeps it from stopping: %s", async (error) => {
    givenStop(error);
    await expect(stop()).rejects.toBe(error);
  });
});

describe("a rescheduled execution", () => {
  const ask = () => hasReplaced("a", "a.2", STACK, givenContext());

  it.each<[string, GivenExecution, boolean]>([
    ["if the former one points to it", stopped(pointerTo("a.2")), true],
    ["not if that points to another", stopped(pointerTo("a.3")), false],
    ["not if that was emitted", ended(), false],
    ["not if a late delivery claimed that", stopped(claimed("m-1")), false],
    ["not if that was cancelled", stopped(cancelled("a request")), false],
    ["not if that was stopped by hand", stopped(undefined), false],
    ["not if that failed", ended({ status: "FAILED" }), false],
  ])("has its task %s", async (_, former, expected) => {
    givenExecutions({ a: former, "a.2": pending({ replaces: "a" }) });
    expect(await ask()).toBe(expected);
    expect(sent()).toEqual(["DescribeExecution"]);
  });

  it("takes its task where the former one still runs, and points to itself", async () => {
    const executions = givenExecutions({ a: pending(), "a.2": pending({ replaces: "a" }) });
    expect(await ask()).toBe(true);
    expect(executions.get(EXECUTION_ARN)).toMatchObject({ status: "ABORTED", cause: pointerTo("a.2") });
  });

  it("does not have it where the former one ends otherwise in this moment", async () => {
    const looks = [pending(), ended()];
    givenExecutions({ a: pending() });
    sfn.on(DescribeExecutionCommand).callsFake(() => looks.shift());
    expect(await ask()).toBe(false);
  });

  it("has it where nobody may look at the former one", async () => {
    givenExecution(DENIED);
    expect(await ask()).toBe(true);
  });

  it("has it where AWS has nothing left to stop", async () => {
    givenExecution(running);
    givenStop(NOT_FOUND);
    expect(await ask()).toBe(true);
  });

  describe("of which AWS does not show the former one", () => {
    it.each([
      ["has it, for that ended long ago", NOW - 3_600_000, true],
      ["is asked for again, for that is new", NOW - 3_599_999, "not_ready"],
    ])("%s", async (_, startedAt, expected) => {
      givenExecutions({ "a.2": pending({ replaces: "a" }, startedAt) });
      expect(await ask().catch((error) => error.code)).toBe(expected);
      expect(inputsOf(DescribeExecutionCommand).at(-1)).toEqual({
        executionArn: executionArnOf(STACK.stateMachineArn, "a.2"),
      });
    });

    it("is asked for again where AWS shows neither", async () => {
      givenExecutions({});
      await expect(ask()).rejects.toMatchObject({ code: "not_ready" });
    });
  });
});
