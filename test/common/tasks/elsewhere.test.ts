import { describe, expect, it } from "vitest";
import { askElsewhere } from "../../../common/tasks/elsewhere.ts";
import { awsError, givenContext, STACK } from "../given.ts";
import { DENIED, DOWN, NO_CONNECTION } from "./given.ts";

describe("a stack elsewhere", () => {
  const given = (ask: () => Promise<string>) => {
    const context = givenContext();
    return { context, answer: askElsewhere(STACK, ask, context) };
  };

  it("answers", async () => {
    const { answer, context } = given(async () => "answer");
    expect([await answer, context.lines]).toEqual(["answer", []]);
  });

  it("that does not answer within 3 s is given up, and that is said", async () => {
    const { answer, context } = given(() => new Promise(() => {}));
    expect(await answer).toBe("no-answer");
    expect(context.slept).toEqual([3_000]);
    expect(context.logged).toEqual([
      ["warn", `Could not ask us-east-1 (${STACK.topicArn}) about a task: AWS did not answer in time`],
    ]);
  });

  it.each([
    ["is down", DOWN],
    ["throttles", awsError("ThrottlingException")],
    ["cannot be reached", NO_CONNECTION],
    ["does not take the keys", awsError("ExpiredTokenException", "x", 403)],
  ])("that %s is given up, and that is said", async (_, error) => {
    const { answer, context } = given(() => Promise.reject(error));
    expect(await answer).toBe("no-answer");
    expect(context.logged).toEqual([["warn", expect.stringContaining(`${error.name}: ${error.message}`)]]);
  });

  it.each([DENIED, new TypeError("a defect")])("does not hide %s", async (error) => {
    await expect(given(() => Promise.reject(error)).answer).rejects.toBe(error);
  });
});
