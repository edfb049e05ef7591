import { expect, it } from "vitest";
import { forgetEmitted, isEmitted, rememberEmitted } from "../../../common/tasks/emitted.ts";
import { STACK } from "../given.ts";

it("remembers what was emitted until AWS knows", () => {
  expect(isEmitted("a", STACK)).toBe(false);
  rememberEmitted("a", STACK);
  expect(isEmitted("a", STACK)).toBe(true);
  expect(isEmitted("a", { ...STACK, generation: 2 })).toBe(false);
  forgetEmitted("a", STACK);
  expect(isEmitted("a", STACK)).toBe(false);
});

it("remembers a thousand, the last", () => {
  for (let i = 0; i < 1_001; i++) rememberEmitted(`task-${i}`, STACK);
  expect([0, 1, 1_000].map((i) => isEmitted(`task-${i}`, STACK))).toEqual([false, true, true]);
  for (let i = 0; i < 1_001; i++) forgetEmitted(`task-${i}`, STACK);
});
