import { SendTaskSuccessCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import { RequestError } from "../../../common/errors.ts";
import { claim } from "../../../common/tasks/claim.ts";
import { EXECUTION_ARN, givenContext, NOW, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sfn } from "../mocks.ts";
import {
  aborted,
  cancelled,
  claimed,
  DENIED,
  DOWN,
  givenClosedToken,
  givenExecution,
  givenStop,
  MESSAGE_ID,
  MINUTE,
  NO_CONNECTION,
  NOT_FOUND,
  OTHER_MESSAGE_ID,
  running,
  succeeded,
} from "./given.ts";

beforeEach(() => {
  resetMocks();
});

/** A task is published again when its token has timed out, after a quarter of an hour. */
const TIMEOUT = 15 * MINUTE;
const YOUNG = TIMEOUT - 1;

async function decide({ ageMs = 0, context = givenContext() } = {}) {
  const delivery = {
    executionArn: EXECUTION_ARN,
    taskToken: "token",
    messageId: MESSAGE_ID,
    publishedAt: NOW - ageMs,
  };
  const decision = await claim(delivery, STACK, context).catch((error) =>
    error instanceof RequestError ? error.code : error,
  );
  return { decision, context, log: context.logged };
}

describe("a delivery of an open task", () => {
  it("claims it with one call, which says whose the claim is, and emits", async () => {
    const { decision } = await decide();
    expect(decision).toBe("emit");
    expect(sent()).toEqual(["SendTaskSuccess"]);
    expect(inputsOf(SendTaskSuccessCommand)).toEqual([{ taskToken: "token", output: claimed(MESSAGE_ID) }]);
  });

  it("claims it however late it is", async () => {
    expect(await decide({ ageMs: 20 * 60 * MINUTE })).toMatchObject({ decision: "emit" });
    expect(sent()).toEqual(["SendTaskSuccess"]);
  });
});

describe("a delivery whose token is closed", () => {
  beforeEach(() => {
    givenClosedToken();
  });

  it.each(["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])(
    "(%s) looks at the execution",
    async (name) => {
      givenClosedToken(name);
      givenExecution(succeeded(claimed(OTHER_MESSAGE_ID)));
      expect(await decide()).toMatchObject({ decision: "drop" });
      expect(sent()).toEqual(["SendTaskSuccess", "DescribeExecution"]);
    },
  );

  const rows = [
    ["that it claimed just now", succeeded(claimed(MESSAGE_ID)), "emit", undefined],
    ["that it claimed 75 minutes ago", succeeded(claimed(MESSAGE_ID), 75 * MINUTE), "emit", undefined],
    ["that it claimed longer ago", succeeded(claimed(MESSAGE_ID), 75 * MINUTE + 1), "drop", "warn"],
    ["that another delivery claimed", succeeded(claimed(OTHER_MESSAGE_ID)), "drop", "info"],
    ["that version 0.1 acknowledged", succeeded("{}"), "drop", "info"],
    ["that ended with nothing", succeeded(undefined), "drop", "info"],
    ["that ended with null", succeeded("null"), "drop", "info"],
    ["that ended with an odd mark", succeeded('{"claimedBy":["x"]}'), "drop", "info"],
    ["that it claimed by a stop", aborted(claimed(MESSAGE_ID)), "emit", undefined],
    [
      "that it claimed by a stop 75 minutes ago",
      aborted(claimed(MESSAGE_ID), 75 * MINUTE),
      "emit",
      undefined,
    ],
    ["that it claimed by a stop longer ago", aborted(claimed(MESSAGE_ID), 75 * MINUTE + 1), "drop", "warn"],
    ["that another delivery claimed by a stop", aborted(claimed(OTHER_MESSAGE_ID)), "drop", "info"],
    ["that was cancelled", aborted(cancelled("a request")), "drop", "info"],
    ["that was stopped without a cause", aborted(undefined), "drop", "info"],
    ["that was stopped with a cause of any kind", aborted("by hand"), "drop", "info"],
    ["that was stopped with JSON of any kind", aborted("[1]"), "drop", "info"],
    ["that failed", { status: "FAILED" }, "drop", "error"],
    ["that timed out", { status: "TIMED_OUT" }, "drop", "error"],
    ["of an unknown end", { status: "REDRIVEN" as "FAILED" }, "drop", "error"],
  ] as const;

  it.each(rows)("of a task %s", async (_, execution, decision, level) => {
    for (const ageMs of [YOUNG, TIMEOUT]) {
      givenExecution(execution);
      const result = await decide({ ageMs });
      expect(result.decision).toBe(decision);
      expect(result.log).toEqual(
        level ? [[level, expect.stringContaining(`Not emitted: ${EXECUTION_ARN}`)]] : [],
      );
    }
    expect(sent()).not.toContain("StopExecution");
  });

  it.each([
    ["still runs", running],
    ["is not known yet", NOT_FOUND],
    ["was taken up again by hand", { status: "PENDING_REDRIVE" as const }],
  ])("and whose execution %s is asked for again while the message is young", async (_, execution) => {
    givenExecution(execution);
    expect(await decide({ ageMs: YOUNG })).toMatchObject({ decision: "not_ready", log: [] });
    expect(sent()).toEqual(["SendTaskSuccess", "DescribeExecution"]);
  });

  it("and whose execution nobody knows any more is dropped, and said to be an error", async () => {
    givenExecution(NOT_FOUND);
    const { decision, log } = await decide({ ageMs: TIMEOUT });
    expect(decision).toBe("drop");
    expect(log).toEqual([["error", `Not emitted: ${EXECUTION_ARN}, for its execution is gone`]]);
    expect(sent()).not.toContain("StopExecution");
  });

  it("emits, and says what the policy lacks, where it may not look", async () => {
    givenExecution(DENIED);
    const { decision, log } = await decide();
    expect(decision).toBe("emit");
    expect(log).toEqual([["error", expect.stringContaining("states:DescribeExecution")]]);
  });
});

describe("a delivery that comes after its task was published again", () => {
  beforeEach(() => {
    givenClosedToken();
    givenStop();
  });

  it("claims the task by stopping it, and reads until it has ended", async () => {
    givenExecution(running, running, aborted(claimed(MESSAGE_ID)));
    const { decision, context } = await decide({ ageMs: TIMEOUT });
    expect(decision).toBe("emit");
    expect(sent()).toEqual([
      "SendTaskSuccess",
      "DescribeExecution",
      "StopExecution",
      "DescribeExecution",
      "DescribeExecution",
    ]);
    expect(inputsOf(StopExecutionCommand)).toEqual([
      { executionArn: EXECUTION_ARN, cause: claimed(MESSAGE_ID) },
    ]);
    expect(context.slept).toEqual([250]);
  });

  it.each([
    ["it did", aborted(claimed(MESSAGE_ID)), "emit"],
    ["a later publish was claimed", succeeded(claimed(OTHER_MESSAGE_ID)), "drop"],
    ["this message was claimed elsewhere", succeeded(claimed(MESSAGE_ID)), "emit"],
    ["another late delivery claimed it", aborted(claimed(OTHER_MESSAGE_ID)), "drop"],
    ["it was cancelled", aborted(cancelled("a request")), "drop"],
    ["it was stopped by hand", aborted(undefined), "drop"],
    ["it failed", { status: "FAILED" as const }, "drop"],
    ["it timed out", { status: "TIMED_OUT" as const }, "drop"],
    ["it may not look any more", DENIED, "emit"],
  ])("decides by what ended the task: %s", async (_, end, decision) => {
    givenExecution(running, end);
    expect(await decide({ ageMs: TIMEOUT })).toMatchObject({ decision });
  });

  it("lets an execution that is gone for a moment come back", async () => {
    givenExecution(running, NOT_FOUND, aborted(claimed(MESSAGE_ID)));
    expect(await decide({ ageMs: TIMEOUT })).toMatchObject({ decision: "emit" });
  });

  it("does not guess where AWS does not show the end within 6 s", async () => {
    givenExecution(running);
    const { decision, context } = await decide({ ageMs: TIMEOUT });
    expect(decision).toBe("not_ready");
    expect(context.slept.length).toBeGreaterThan(3);
    expect(context.now() - NOW).toBeLessThanOrEqual(6_000);
    expect(sent().filter((name) => name === "StopExecution")).toHaveLength(1);
  });

  it("emits, and says what the policy lacks, where it may not stop the task", async () => {
    givenExecution(running);
    givenStop(DENIED);
    const { decision, log } = await decide({ ageMs: TIMEOUT });
    expect(decision).toBe("emit");
    expect(log).toEqual([["error", expect.stringContaining("states:StopExecution")]]);
  });

  it("goes by what it sees where there is nothing to stop any more", async () => {
    givenExecution(running, succeeded(claimed(OTHER_MESSAGE_ID)));
    givenStop(NOT_FOUND);
    expect(await decide({ ageMs: TIMEOUT })).toMatchObject({ decision: "drop" });
  });
});

it("a delivery whose policy has lost the claim emits as in the plain mode, and says so", async () => {
  sfn.on(SendTaskSuccessCommand).rejects(DENIED);
  const { decision, log } = await decide();
  expect(decision).toBe("emit");
  expect(sent()).toEqual(["SendTaskSuccess"]);
  expect(log).toEqual([["error", expect.stringContaining("states:SendTaskSuccess")]]);
});

describe("a passing problem", () => {
  it.each([
    ["the claim", DOWN, () => sfn.on(SendTaskSuccessCommand).rejects(DOWN)],
    ["the claim", NO_CONNECTION, () => sfn.on(SendTaskSuccessCommand).rejects(NO_CONNECTION)],
    ["the look", DOWN, () => givenExecution(DOWN)],
    ["the stop", DOWN, () => [givenExecution(running), givenStop(DOWN)]],
    ["the look after the stop", DOWN, () => [givenExecution(running, DOWN), givenStop()]],
  ])("of %s is thrown as it is (%s), and decides nothing", async (_, error, arrange) => {
    givenClosedToken();
    arrange();
    expect(await decide({ ageMs: TIMEOUT })).toMatchObject({ decision: error, log: [] });
  });
});
