import { describe, expect, it } from "vitest";
import type { Stack, State } from "../../common/stack.ts";
import {
  currentStack,
  forgetStack,
  makeCurrent,
  markHook,
  readState,
  saveStack,
  withdrawStack,
} from "../../common/state.ts";
import { givenDb, STACK } from "./given.ts";

const OTHER: Stack = { ...STACK, number: 3, region: "eu-west-1" };
const BASE: State = { version: 2, lastNumber: 3, current: 1, stacks: [STACK, OTHER], lastHook: "activate" };
const given = (change: Partial<State> = {}) => givenDb({ state: { ...BASE, ...change } });

describe("the state", () => {
  it.each([undefined, null])("begins with nothing (%s)", (value) => {
    expect(readState(givenDb({ state: value }))).toEqual({ version: 2, lastNumber: 0, stacks: [] });
  });

  it("is read as it was written", () => {
    expect(readState(given())).toEqual(BASE);
  });

  it("of version 0.1 is read as one of today, and written so from then on", () => {
    const db = givenDb({ state: { version: 1, stacks: [] } });
    expect(readState(db)).toEqual({ version: 2, lastNumber: 10, stacks: [] });
    markHook(db, "activate");
    expect(db.get("state")).toEqual({ version: 2, lastNumber: 10, stacks: [], lastHook: "activate" });
  });
});

describe("saveStack", () => {
  it("replaces what was known under its number, and nothing else", () => {
    const db = given();
    saveStack(db, { ...STACK, isRetired: true });
    expect(readState(db)).toEqual({ ...BASE, stacks: [OTHER, { ...STACK, isRetired: true }] });
  });

  it.each([
    [2, 3],
    [3, 3],
    [4, 4],
  ])("of number %i after 3: the last number is %i", (number, lastNumber) => {
    const db = given();
    saveStack(db, { ...STACK, number });
    expect(readState(db)).toMatchObject({ lastNumber, current: 1 });
  });
});

describe("forgetStack", () => {
  it("forgets one, and keeps its number from being used again", () => {
    const db = given();
    forgetStack(db, OTHER);
    expect(readState(db)).toEqual({ ...BASE, stacks: [STACK] });
  });

  it("forgets with the current one that there is one", () => {
    const db = given();
    forgetStack(db, STACK);
    const { current: _, ...rest } = BASE;
    expect(readState(db)).toEqual({ ...rest, stacks: [OTHER] });
    forgetStack(db, STACK);
    expect(readState(db)).toEqual({ ...rest, stacks: [OTHER] });
  });
});

describe("withdrawStack", () => {
  it("frees the number of the last stack", () => {
    const db = given();
    withdrawStack(db, OTHER);
    expect(readState(db)).toEqual({ ...BASE, lastNumber: 2, stacks: [STACK] });
  });

  it("frees no number below it", () => {
    const db = given();
    withdrawStack(db, STACK);
    expect(readState(db).lastNumber).toBe(3);
  });
});

it("makeCurrent changes which stack is current, and nothing else", () => {
  const db = given();
  makeCurrent(db, OTHER);
  expect(readState(db)).toEqual({ ...BASE, current: 3 });
});

it("markHook says which hook ended last, and nothing else", () => {
  const db = given();
  markHook(db, "deactivate");
  expect(readState(db)).toEqual({ ...BASE, lastHook: "deactivate" });
});

describe("the current stack", () => {
  const { subscriptionArn: _, ...incomplete } = STACK;
  it.each<[string, Partial<State>, Stack | undefined]>([
    ["is the one that is named so", {}, STACK],
    ["is none while none is named so", { current: 0 }, undefined],
    ["is none of another region", { current: 3 }, undefined],
    ["is none that is not all there", { stacks: [incomplete] }, undefined],
    ["is none whose deletion was begun", { stacks: [{ ...STACK, isRetired: true }] }, undefined],
    ["is none that is forgotten", { stacks: [OTHER] }, undefined],
  ])("%s", (_name, change, stack) => {
    expect(currentStack({ ...BASE, ...change }, "us-east-1")).toEqual(stack);
  });
});
