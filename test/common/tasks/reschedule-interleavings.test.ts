import { beforeAll, describe, expect, it } from "vitest";
import { CANCEL, CANCEL_SECOND, chainModel, rescheduleTo } from "./interleavings/chain-model.ts";
import type { ChainWorld, Client } from "./interleavings/chain-world.ts";
import { type Explored, explore } from "./interleavings/explore.ts";

const [ONE, OTHER] = [rescheduleTo(1_000), rescheduleTo(2_000)];
const CANCELLATIONS = [CANCEL, CANCEL_SECOND];
const NOTHING_WRONG = { crashes: 0, losses: 0, staleLooks: 0, duplicates: 0 };

/**
 * The real `reschedule`, `cancel` and `deliver`, in every order of their calls: each execution of the task publishes at any
 * time while it runs, and each request may come at any time. The numbers say how often a request is tried.
 */
const WORLDS = [
  [
    "one new time and a cancellation, where a process dies and AWS shows what was true before",
    chainModel({ [ONE]: 2, [CANCEL]: 1 }, { ...NOTHING_WRONG, crashes: 1, staleLooks: 1 }),
  ],
  [
    "one new time and a cancellation, where an answer is lost",
    chainModel({ [ONE]: 2, [CANCEL]: 1 }, { ...NOTHING_WRONG, losses: 1 }),
  ],
  [
    "two new times, where a process dies and nobody asks again",
    chainModel({ [ONE]: 1, [OTHER]: 1 }, { ...NOTHING_WRONG, crashes: 1 }),
  ],
  [
    "one new time, cancelled by that, where a process dies and nobody asks again",
    chainModel({ [ONE]: 1, [CANCEL_SECOND]: 1 }, { ...NOTHING_WRONG, crashes: 1 }),
  ],
  ["two new times and a cancellation", chainModel({ [ONE]: 1, [OTHER]: 1, [CANCEL]: 1 }, NOTHING_WRONG)],
] as const;

/** A busy machine takes ten times as long as an idle one. */
const TIMEOUT_MS = 120_000;

const indexOf = (name: string) => Number(name.split(".")[1] ?? 1);
const isAnswered = (client: Client | undefined, status: number) =>
  typeof client?.state === "object" && client.state.status === status;

/** What must not be true of any world; of one where nothing is left to happen, also that a task is lost. */
function violation(world: ChainWorld, isEnd: boolean): string | undefined {
  const { clients, emitted, executions } = world;
  const all = Object.values(executions);
  if (emitted.length > 1) return `It is emitted at two times: ${emitted.join(", ")}`;
  const isCancelled = CANCELLATIONS.some((role) => isAnswered(clients[role], 200));
  if (isCancelled && emitted.length > 0) return "It is emitted, though /cancel answered 200";
  if (all.some(({ message }) => message === "refused")) return "A delivery is refused for good";
  if (all.some(({ message, status }) => message === "answered" && status === "RUNNING"))
    return "A delivery gives up a task that still runs";
  const broken = [ONE, OTHER].find((role) => isBroken(clients[role], world));
  if (broken) return `${broken} answered 200, and that is not so`;
  return isEnd && emitted.length === 0 && !isCancelled && isLost(world) ? "It is lost" : undefined;
}

/** A 200 names the execution that has that time, and the task is not emitted at an earlier one. */
function isBroken(client: Client | undefined, { emitted, executions }: ChainWorld): boolean {
  if (typeof client?.state !== "object" || client.state.status !== 200) return false;
  const { executionArn, timestamp } = JSON.parse(client.state.body);
  const name: string = executionArn.split(":").at(-1);
  if (JSON.parse(executions[name]?.input ?? "{}").task?.timestamp !== timestamp) return true;
  return emitted.some((at) => indexOf(at) < indexOf(name));
}

/** Unless SNS has given up, or a cancellation took effect of which nobody was told. */
function isLost({ clients, executions }: ChainWorld): boolean {
  const all = Object.values(executions);
  if (all.some(({ message, attempts }) => message === "open" && attempts === 0)) return false;
  return !CANCELLATIONS.some(
    (role) => clients[role]?.state === "gone" && all.some(({ endedBy }) => endedBy === role),
  );
}

describe.each(WORLDS)("a task with %s, in whatever order", (_name, model) => {
  let explored: Explored<ChainWorld>;
  beforeAll(async () => {
    explored = await explore(model, violation);
  }, TIMEOUT_MS);

  it("is emitted at one time alone, at the last that was answered with 200, or cancelled", () => {
    expect(explored.counterexample).toBeUndefined();
  });

  it("is emitted at each of its times in some of them, and finds each request late in some", () => {
    const { ends } = explored;
    const requests = Object.keys(model.first.clients);
    for (const name of ["a", "a.2", ...(requests.includes(OTHER) ? ["a.3"] : [])])
      expect(ends.some(({ emitted }) => emitted.includes(name))).toBe(true);
    for (const request of requests) {
      for (const status of [200, 409])
        expect(ends.some(({ clients }) => isAnswered(clients[request], status))).toBe(true);
    }
  });
});
