import { beforeAll, describe, expect, it } from "vitest";
import { claimModel } from "./interleavings/claim-model.ts";
import type { ClaimWorld as World } from "./interleavings/claim-world.ts";
import { type Explored, explore } from "./interleavings/explore.ts";

/**
 * The real `deliver` and `cancel`, in every order of their calls: two publishes of one task, whose messages SNS tries two or
 * three times each, a cancellation, a process that dies and an answer that is lost; with looks that show what was true
 * before, or with a delivery that SNS repeats without need.
 */
const STALE = claimModel(3, { crashes: 1, losses: 1, staleLooks: 2, duplicates: 0 });
const REPEATED = claimModel(2, { crashes: 1, losses: 1, staleLooks: 0, duplicates: 1 });

/** A busy machine takes ten times as long as an idle one. */
const TIMEOUT_MS = 120_000;

/** What must not be true of any world; of one where nothing is left to happen, also that a task is lost. */
function violation(world: World, isEnd: boolean): string | undefined {
  const { cancellation, emitted, endedBy, messages } = world;
  if (cancellation === 200 && emitted.length > 0) return "It is emitted, though /cancel answered 200";
  if (emitted.length > 1) return "Both messages have emitted it";
  const states = Object.values(messages).map(({ state }) => state);
  if (states.includes("refused")) return "A delivery is refused for good";
  if (states.includes("answered") && endedBy === undefined)
    return "A delivery gives up a task that still runs";
  if (!isEnd || endedBy === undefined || emitted.length > 0 || isExhausted(world)) return undefined;
  if (endedBy !== "/cancel") return "It is lost";
  return isDenial(cancellation) ? "It is cancelled, though /cancel says that it is not" : undefined;
}

/** SNS has given up on a message that nobody has answered. */
function isExhausted({ messages }: World): boolean {
  return Object.values(messages).some(({ state, attempts }) => state === "open" && attempts === 0);
}

/** Who gets no answer, or a 5xx, knows that anything may have happened. */
function isDenial(cancellation: World["cancellation"]): boolean {
  return typeof cancellation === "number" && cancellation >= 400 && cancellation < 500;
}

describe.each([
  ["while AWS shows what was true before", STALE],
  ["while SNS repeats without need", REPEATED],
])("a task, whatever happens in whatever order, %s", (_name, model) => {
  let explored: Explored<World>;
  beforeAll(async () => {
    explored = await explore(model, violation);
  }, TIMEOUT_MS);

  it("is emitted for one message alone or cancelled, and never lost while SNS goes on", () => {
    expect(explored.counterexample).toBeUndefined();
  });

  const reached: [string, (world: World) => boolean][] = [
    ["is emitted by its first message", ({ emitted }) => emitted[0] === "message 1"],
    ["is emitted by its second message", ({ emitted }) => emitted[0] === "message 2"],
    [
      "is claimed by a stop",
      ({ emitted, execution }) => emitted.length > 0 && execution.status === "ABORTED",
    ],
    ["is cancelled, and that is said", ({ cancellation }) => cancellation === 200],
    ["cannot be cancelled any more", ({ cancellation }) => cancellation === 409],
    [
      "is cancelled, and nobody is told",
      ({ cancellation, endedBy }) => Number(cancellation) >= 500 && endedBy === "/cancel",
    ],
    [
      "is cancelled by a request that dies",
      ({ cancellation, endedBy }) => cancellation === "died" && endedBy === "/cancel",
    ],
    [
      "is claimed, and lost with its delivery, when SNS has given up",
      (world) => world.endedBy === "message 1" && world.emitted.length === 0,
    ],
  ];
  it.each(reached)("%s in some of them", (_, isReached) => {
    expect(explored.ends.some(isReached)).toBe(true);
  });

  it("is looked at in tens of thousands of states", () => {
    expect(explored.states).toBeGreaterThan(40_000);
  });
});
