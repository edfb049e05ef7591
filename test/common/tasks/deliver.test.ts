import { SendTaskSuccessCommand } from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import type { Stack } from "../../../common/stack.ts";
import { deliver, toEvent } from "../../../common/tasks/deliver.ts";
import { EXECUTION_ARN, givenContext, NOW, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sfn } from "../mocks.ts";
import {
  claimed,
  DENIED,
  DOWN,
  givenClosedToken,
  givenExecution,
  MESSAGE_ID,
  OTHER_MESSAGE_ID,
  succeeded,
} from "./given.ts";

beforeEach(resetMocks);

const task = { timestamp: new Date(NOW).toISOString(), message: { name: "Luke" } };
const claimable = { executionArn: EXECUTION_ARN, task, taskToken: "token" };
const plain = { executionArn: EXECUTION_ARN, task };

async function given(content: object, { context = givenContext(), stack = STACK as Stack } = {}) {
  const delivery = { text: JSON.stringify(content), messageId: MESSAGE_ID, publishedAt: NOW - 500 };
  await deliver(delivery, stack, context);
  return context;
}

describe("a delivery", () => {
  it("claims its task, then emits it, and says so", async () => {
    const context = await given(claimable);
    expect(inputsOf(SendTaskSuccessCommand)).toEqual([{ taskToken: "token", output: claimed(MESSAGE_ID) }]);
    expect(context.emitted).toEqual([
      {
        event: { ...task, executionArn: EXECUTION_ARN },
        key: "a",
        summary: "Task a, due 2026-11-23T12:00:00.000Z",
        publishedAt: NOW - 500,
      },
    ]);
    expect(context.logged).toEqual([["info", `Emitted ${EXECUTION_ARN}`]]);
  });

  it("does not emit before its claim is answered", async () => {
    const context = givenContext();
    let emitted = -1;
    sfn.on(SendTaskSuccessCommand).callsFake(async () => {
      await new Promise(setImmediate);
      emitted = context.emitted.length;
      return {};
    });
    await given(claimable, { context });
    expect([emitted, context.emitted.length]).toEqual([0, 1]);
  });

  it("whose task another has claimed emits nothing", async () => {
    givenClosedToken();
    givenExecution(succeeded(claimed(OTHER_MESSAGE_ID)));
    const context = await given(claimable);
    expect(context.emitted).toEqual([]);
    expect(context.lines).toEqual([expect.stringContaining("Not emitted")]);
  });

  it("emits nothing while AWS does not answer the claim", async () => {
    sfn.on(SendTaskSuccessCommand).rejects(DOWN);
    const context = givenContext();
    await expect(given(claimable, { context })).rejects.toBe(DOWN);
    expect(context.emitted).toEqual([]);
  });

  it("of the plain mode has nothing to claim", async () => {
    const context = await given(plain);
    expect(context.emitted).toHaveLength(1);
    expect(sent()).toEqual([]);
  });

  it("that may not be claimed is emitted", async () => {
    sfn.on(SendTaskSuccessCommand).rejects(DENIED);
    expect((await given(claimable)).emitted).toHaveLength(1);
  });

  it("throws what the host throws, and does not say that it emitted", async () => {
    const context = givenContext({ emit: () => Promise.reject(new Error("no emit")) });
    await expect(given(claimable, { context })).rejects.toThrow("no emit");
    expect(context.lines).toEqual([]);
  });

  it("waits until the host has taken the event", async () => {
    let isTaken = false;
    const emit = async () => {
      await new Promise(setImmediate);
      isTaken = true;
    };
    await given(claimable, { context: givenContext({ emit }) });
    expect(isTaken).toBe(true);
  });
});

describe("an event", () => {
  it.each([
    ["has no id where the task has none", task, { ...task, executionArn: EXECUTION_ARN }],
    ["has the id of the task", { ...task, id: "a" }, { ...task, executionArn: EXECUTION_ARN, id: "a" }],
    ["may be null", { ...task, message: null }, { ...task, message: null, executionArn: EXECUTION_ARN }],
  ])("%s", (_, given, event) => {
    expect(toEvent({ executionArn: EXECUTION_ARN, task: given, taskToken: "token" })).toEqual(event);
  });

  it.each([
    [1, "a"],
    [2, "a~2"],
    [11, "a~11"],
  ])("of stack %i is known by %s", async (number, key) => {
    const context = await given(plain, { stack: { ...STACK, number } });
    expect(context.emitted).toMatchObject([{ key }]);
  });
});

describe("a delivery that comes early", () => {
  const at = (ms: number) => ({
    ...claimable,
    task: { ...task, timestamp: new Date(NOW + ms).toISOString() },
  });

  it.each([
    ["not at all", 0, []],
    ["late", -86_400_000, []],
    ["by a moment", 1, [1]],
    ["by 5 s", 5_000, [5_000]],
  ])("%s is held until its task is due, and only then claimed", async (_, ms, slept) => {
    const context = givenContext();
    sfn.on(SendTaskSuccessCommand).callsFake(() => {
      expect(context.slept).toEqual(slept);
      return {};
    });
    await given(at(ms), { context });
    expect(context.emitted).toHaveLength(1);
    expect(context.slept).toEqual(slept);
  });

  it("by more is asked for again when it is due, unclaimed", async () => {
    const context = givenContext();
    await expect(given(at(5_001), { context })).rejects.toMatchObject({
      code: "not_ready",
      headers: { "retry-after": "6" },
    });
    expect([sent(), context.emitted]).toEqual([[], []]);
  });
});

describe("a delivery of somebody else's", () => {
  const { stateMachineArn: _, ...incomplete } = STACK;
  it.each<[string, object, Stack]>([
    ["machine", { ...claimable, executionArn: EXECUTION_ARN.replace("dc_test", "dc_other") }, STACK],
    ["account", { ...claimable, executionArn: EXECUTION_ARN.replace("123456789012", "999999999999") }, STACK],
    ["making", { executionArn: EXECUTION_ARN }, STACK],
    ["stack without a machine", claimable, incomplete],
  ])("%s is refused for good, without a call", async (_, content, stack) => {
    const context = givenContext();
    await expect(given(content, { context, stack })).rejects.toMatchObject({ code: "untrusted_message" });
    expect([sent(), context.emitted]).toEqual([[], []]);
  });
});
