import { describe, expect, it } from "vitest";
import { isComplete, isLocated } from "../../common/stack.ts";
import { STACK } from "./given.ts";

describe("a stack", () => {
  const without = (key: string) => ({ ...STACK, [key]: undefined });

  it("with all its resources is complete", () => {
    expect(isComplete(STACK)).toBe(true);
  });

  it.each(["topicArn", "roleArn", "stateMachineArn", "subscriptionArn"])(
    "is not complete without its %s",
    (key) => {
      expect(isComplete(without(key))).toBe(false);
    },
  );

  it("is located by its topic alone", () => {
    expect(isLocated(STACK)).toBe(true);
    expect(isLocated(without("roleArn"))).toBe(true);
    expect(isLocated(without("topicArn"))).toBe(false);
  });
});
