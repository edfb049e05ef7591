import type { Running } from "./explore.ts";
import { type Budget, describeRunning, type World } from "./process-moves.ts";
import type { Answer, Ask, Shown } from "./protocol.ts";

/** The two publishes of the task, each with a message and a token of its own. */
export type Publish = "message 1" | "message 2";

export interface Message {
  /** SNS tries an "open" one until it is answered with a 200, refused for good, or out of attempts. */
  readonly state: "unpublished" | "open" | "answered" | "refused";
  readonly attempts: number;
}

/** One state of all that the protocol of claims is about: one task. */
export interface ClaimWorld extends World {
  readonly execution: Shown;
  readonly endedBy: string | undefined;
  /** The publish whose token completes the task; none between a time-out and the next publish. */
  readonly openToken: Publish | undefined;
  readonly messages: Readonly<Record<Publish, Message>>;
  readonly running: readonly Running[];
  /** The status that `/cancel` was answered with, when it was. */
  readonly cancellation: "to come" | "under way" | "died" | number;
  /** The publishes whose delivery has emitted the task. */
  readonly emitted: readonly string[];
}

export function newClaimWorld(attempts: number, budget: Budget): ClaimWorld {
  return {
    now: 0,
    execution: { status: "RUNNING", mark: "", input: "{}" },
    endedBy: undefined,
    openToken: "message 1",
    messages: {
      "message 1": { state: "open", attempts },
      "message 2": { state: "unpublished", attempts },
    },
    running: [],
    cancellation: "to come",
    emitted: [],
    budget,
  };
}

export const isEnded = ({ execution }: ClaimWorld) => execution.status !== "RUNNING";

export function withMessage(world: ClaimWorld, publish: Publish, change: Partial<Message>): ClaimWorld {
  const message = { ...world.messages[publish], ...change };
  return { ...world, messages: { ...world.messages, [publish]: message } };
}

export function effectOf(ask: Ask, role: string, world: ClaimWorld): { world: ClaimWorld; answer: Answer } {
  switch (ask.kind) {
    case "claim": {
      if (ask.token !== world.openToken) return { world, answer: "closed" };
      return { world: end(world, { status: "SUCCEEDED", mark: ask.mark }, role), answer: "done" };
    }
    case "stop":
      // A stop of what has ended already is answered in the same way, and changes nothing.
      if (isEnded(world)) return { world, answer: "done" };
      return { world: end(world, { status: "ABORTED", mark: ask.mark }, role), answer: "done" };
    case "look":
      return { world, answer: world.execution };
    case "emit":
      return { world: { ...world, emitted: [...new Set([...world.emitted, role])].sort() }, answer: "done" };
    case "sleep":
      return { world, answer: "done" };
    case "start":
      throw new Error("Nothing is started in this world");
  }
}

function end(world: ClaimWorld, how: Pick<Shown, "status" | "mark">, endedBy: string): ClaimWorld {
  return { ...world, execution: { ...world.execution, ...how }, endedBy, openToken: undefined };
}

/** SNS repeats after 429 and 5xx, and after nothing else. */
export function settle(world: ClaimWorld, publish: Publish, status: number): ClaimWorld {
  if (world.messages[publish].state !== "open") return world;
  if (status === 200) return withMessage(world, publish, { state: "answered" });
  return status === 429 || status >= 500 ? world : withMessage(world, publish, { state: "refused" });
}

export function keyOf(world: ClaimWorld): string {
  const { now, execution, endedBy, openToken, messages, running, cancellation, emitted, budget } = world;
  const messageKeys = Object.values(messages).map(({ state, attempts }) => `${state} ${attempts}`);
  return [
    ...[now, execution.status, execution.mark, endedBy, openToken, cancellation, emitted],
    ...messageKeys,
    ...Object.values(budget),
    ...describeRunning(running),
  ].join("|");
}
