import { describe, expect, it } from "vitest";
import {
  currentStack,
  forgetStack,
  isComplete,
  makeCurrent,
  readState,
  type Stack,
  saveStack,
} from "../../common/state.ts";
import { givenDb, STACK } from "./given.ts";

const { generation: _, ...UNCOUNTED } = STACK;
const OTHER = {
  ...UNCOUNTED,
  region: "eu-west-1",
  topicArn: STACK.topicArn.replace("us-east-1", "eu-west-1"),
};
const given = (state: object) => givenDb({ state: { version: 1, ...state } });

describe("the state", () => {
  it.each([undefined, null])("begins with nothing (%s)", (value) => {
    expect(readState(givenDb({ state: value }))).toEqual({ version: 1, stacks: [] });
  });

  it("has one entry for a stack, the last", () => {
    const db = given({ stacks: [UNCOUNTED, OTHER] });
    saveStack(db, { region: "us-east-1", topicArn: STACK.topicArn });
    expect(readState(db)).toEqual({
      version: 1,
      stacks: [OTHER, { region: "us-east-1", topicArn: STACK.topicArn }],
    });
  });

  it.each([
    [undefined, undefined, undefined],
    [undefined, 1, 1],
    [3, undefined, 3],
    [3, 2, 3],
    [3, 4, 4],
  ])("that counts %s machines, and then one of number %s, counts %s", (before, own, after) => {
    const db = given({ stacks: [], ...(before && { generation: before }) });
    saveStack(db, { ...UNCOUNTED, ...(own && { generation: own }) });
    expect(readState(db).generation).toBe(after);
    expect(Object.hasOwn(readState(db), "generation")).toBe(after !== undefined);
  });

  it("forgets a stack, and what was current only with it", () => {
    const db = given({ current: STACK.topicArn, stacks: [STACK, OTHER], generation: 1 });
    forgetStack(db, OTHER.topicArn);
    expect(readState(db)).toEqual({ version: 1, current: STACK.topicArn, stacks: [STACK], generation: 1 });
    forgetStack(db, STACK.topicArn);
    expect(readState(db)).toEqual({ version: 1, stacks: [], generation: 1 });
    forgetStack(db, STACK.topicArn);
    expect(readState(db)).toEqual({ version: 1, stacks: [], generation: 1 });
  });

  it("changes which stack is current, and nothing else", () => {
    const db = given({ current: OTHER.topicArn, stacks: [STACK, OTHER], generation: 1 });
    makeCurrent(db, STACK.topicArn);
    expect(readState(db)).toEqual({
      version: 1,
      current: STACK.topicArn,
      stacks: [STACK, OTHER],
      generation: 1,
    });
  });
});

describe("the current stack", () => {
  const { subscriptionArn: __, ...incomplete } = STACK;
  it.each<[string, object, Stack | undefined]>([
    ["is the one that is named so", { current: STACK.topicArn, stacks: [OTHER, STACK] }, STACK],
    ["is none while none is named so", { stacks: [STACK] }, undefined],
    ["is none of another region", { current: OTHER.topicArn, stacks: [OTHER, STACK] }, undefined],
    ["is none that is not all there", { current: STACK.topicArn, stacks: [incomplete] }, undefined],
    ["is none that is forgotten", { current: STACK.topicArn, stacks: [] }, undefined],
  ])("%s", (_name, state, stack) => {
    expect(currentStack(readState(given(state)), "us-east-1")).toEqual(stack);
  });

  it.each(["roleName", "roleArn", "policyName", "stateMachineName", "stateMachineArn", "subscriptionArn"])(
    "is not complete without its %s",
    (key) => {
      expect(isComplete(STACK)).toBe(true);
      expect(isComplete({ ...STACK, [key]: undefined })).toBe(false);
    },
  );
});
