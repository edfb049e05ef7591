import { describe, expect, it } from "vitest";
import { isOutOfReach, keepKeys } from "../../../common/lifecycle/keys.ts";
import type { Stack } from "../../../common/stack.ts";
import { readState } from "../../../common/state.ts";
import { STACK } from "../given.ts";
import { FORMER, given, OWN } from "./given-aws.ts";

const elsewhere = (change: Partial<Stack> = {}): Stack => ({
  ...STACK,
  number: 2,
  topicArn: STACK.topicArn.replace("123456789012", "999999999999"),
  ...change,
});
const { topicArn: _, ...unlocated } = elsewhere();
const state = (...stacks: Stack[]) => ({ lastNumber: 2, current: 1, stacks });

describe("a stack is out of reach", () => {
  it.each<[string, Stack, Stack, boolean]>([
    ["in another account than the current one", elsewhere(), STACK, true],
    ["not in the same account", { ...STACK, number: 2 }, STACK, false],
    ["not if its keys are known", elsewhere({ credentials: FORMER }), STACK, false],
    ["not if nobody knows where it is", unlocated, STACK, false],
    ["not if the current one has keys of its own", elsewhere(), { ...STACK, credentials: OWN }, false],
    ["not if nobody knows where the current one is", elsewhere(), { ...unlocated, number: 1 }, false],
  ])("%s", (_name, stack, current, expected) => {
    expect(isOutOfReach(stack, given(state(current, stack)))).toBe(expected);
  });

  it("not while there is no current one", () => {
    expect(isOutOfReach(elsewhere(), given({ lastNumber: 2, stacks: [elsewhere()] }))).toBe(false);
  });
});

describe("keys are kept", () => {
  const kept = (...stacks: Stack[]) => {
    const context = given(state(...stacks));
    keepKeys(OWN, context);
    return readState(context.db).stacks;
  };

  it("with each stack that has none", () => {
    const other = { ...STACK, number: 2 };
    expect(kept(STACK, other)).toEqual([STACK, other].map((stack) => ({ ...stack, credentials: OWN })));
  });

  it("not instead of others", () => {
    expect(kept({ ...STACK, credentials: FORMER })).toEqual([{ ...STACK, credentials: FORMER }]);
  });

  it.each([
    ["after", [STACK, elsewhere()]],
    ["before", [elsewhere(), STACK]],
  ])("not with a stack that is out of reach, %s the current one", (_name, stacks) => {
    expect(kept(...stacks)).toContainEqual(elsewhere());
  });
});
