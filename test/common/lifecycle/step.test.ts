import { describe, expect, it } from "vitest";
import { StepError, step } from "../../../common/lifecycle/step.ts";
import { awsError, givenContext } from "../given.ts";
import { DOWN, denied, total } from "./given-aws.ts";

describe("a step", () => {
  const run = (action: () => Promise<string>, context = givenContext()) =>
    step("create the SNS topic", "topic", action, context);

  it("resolves to what its action resolves to", async () => {
    expect(await run(async () => "done")).toBe("done");
  });

  it("is tried again where its error may pass", async () => {
    const context = givenContext();
    const errors = [DOWN, awsError("ThrottlingException")];
    const action = async () => {
      const error = errors.shift();
      if (error) throw error;
      return "done";
    };
    expect(await run(action, context)).toBe("done");
    expect(context.slept).toEqual([1_000, 1_500]);
  });

  it("gives up after half a minute, and says how long it has tried", async () => {
    const context = givenContext();
    const error = await run(() => Promise.reject(DOWN), context).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(StepError);
    expect(total(context.slept)).toBeLessThanOrEqual(30_000);
    expect(total(context.slept)).toBeGreaterThan(20_000);
    expect(error.message).toBe(
      `Could not create the SNS topic in ${Math.round(total(context.slept) / 1_000)} s`,
    );
    expect(error.cause).toBe(DOWN);
  });

  it.each([denied(), new TypeError("a defect")])("fails at once with %s", async (cause) => {
    const context = givenContext();
    await expect(run(() => Promise.reject(cause), context)).rejects.toMatchObject({
      name: "StepError",
      message: "Could not create the SNS topic",
      cause,
    });
    expect(context.slept).toEqual([]);
  });
});

describe("a failed step may have made its resource", () => {
  const noAnswer = Object.assign(new Error("x"), { name: "TimeoutError", $metadata: {} });
  it.each([
    ["if AWS failed", DOWN, ["role"]],
    ["if there was no answer", noAnswer, ["role"]],
    ["not if AWS refused", denied(), []],
  ])("%s", async (_, cause, made) => {
    const failing = () => Promise.reject(cause);
    const failed = await step("create the IAM role", "role", failing, givenContext()).catch((error) => error);
    expect(failed.mayHaveMade).toEqual(made);
    const looked = await step("look", undefined, failing, givenContext()).catch((error) => error);
    expect(looked.mayHaveMade).toEqual([]);
  });
});
