import type { Process } from "./processes.ts";
import type { Answer, Ask, Shown } from "./protocol.ts";

/** The two publishes of the task, each with a message and a token of its own. */
export type Publish = 1 | 2;
/** A process serves a delivery of one of the two messages, or the cancellation. */
export type Role = Publish | "cancel";

export interface Message {
  /** SNS tries an "open" one until it is answered with a 200, refused for good, or out of attempts. */
  readonly state: "unpublished" | "open" | "answered" | "refused";
  readonly attempts: number;
}

/** What may go wrong: how often each. */
export interface Budget {
  /** Processes that die, wherever they are. */
  readonly crashes: number;
  /** Answers that are lost after the call took effect. */
  readonly losses: number;
  /** Looks that show an execution that has ended as one that runs. */
  readonly staleLooks: number;
  /** Deliveries that SNS repeats without a need. */
  readonly duplicates: number;
}

export interface Running {
  readonly role: Role;
  readonly process: Process;
  /** It has slept for longer than it wanted to. */
  readonly isLate: boolean;
}

/** One state of everything that the protocol is about. Never changed, only followed by others. */
export interface World {
  /** In ms since the first publish. */
  readonly now: number;
  readonly execution: Shown;
  readonly endedBy: Role | undefined;
  /** The publish whose token completes the task; none between a time-out and the next publish. */
  readonly openToken: Publish | undefined;
  readonly messages: Readonly<Record<Publish, Message>>;
  readonly running: readonly Running[];
  /** The status that `/cancel` was answered with, when it was. */
  readonly cancellation: "to come" | "under way" | "died" | number;
  /** The publishes whose delivery has emitted the task. */
  readonly emitted: readonly Publish[];
  readonly budget: Budget;
}

export const RUNNING: Shown = { status: "RUNNING", mark: "" };

export function newWorld(attempts: number, budget: Budget): World {
  return {
    now: 0,
    execution: RUNNING,
    endedBy: undefined,
    openToken: 1,
    messages: { 1: { state: "open", attempts }, 2: { state: "unpublished", attempts } },
    running: [],
    cancellation: "to come",
    emitted: [],
    budget,
  };
}

export const isEnded = ({ execution }: World) => execution.status !== "RUNNING";
export const tokenOf = (publish: Publish) => `token ${publish}`;

export function spend(world: World, what: keyof Budget): World {
  return { ...world, budget: { ...world.budget, [what]: world.budget[what] - 1 } };
}

export function withMessage(world: World, publish: Publish, change: Partial<Message>): World {
  const message = { ...world.messages[publish], ...change };
  return { ...world, messages: { ...world.messages, [publish]: message } };
}

export function withRunning(world: World, added: Running): World {
  const running = [...world.running, added].sort((a, b) => a.process.id - b.process.id);
  return { ...world, running };
}

/** What the world answers to a process, and what it is then. A call takes effect at once, all of it or nothing. */
export function effectOf(ask: Ask, role: Role, world: World): { world: World; answer: Answer } {
  switch (ask.kind) {
    case "claim": {
      const isOpen = world.openToken !== undefined && ask.token === tokenOf(world.openToken);
      if (!isOpen) return { world, answer: "closed" };
      return { world: end(world, { status: "SUCCEEDED", mark: ask.mark }, role), answer: "done" };
    }
    case "stop":
      // A stop of what has ended already is answered in the same way, and changes nothing.
      if (isEnded(world)) return { world, answer: "done" };
      return { world: end(world, { status: "ABORTED", mark: ask.mark }, role), answer: "done" };
    case "look":
      return { world, answer: world.execution };
    case "emit": {
      if (role === "cancel") throw new Error("A cancellation emits nothing");
      const emitted = [...new Set([...world.emitted, role])].sort();
      return { world: { ...world, emitted }, answer: "done" };
    }
    case "sleep":
      return { world, answer: "done" };
  }
}

function end(world: World, execution: Shown, endedBy: Role): World {
  return { ...world, execution, endedBy, openToken: undefined };
}

/** The same for two worlds in which the same can happen from now on. */
export function keyOf(world: World): string {
  const { now, execution, endedBy, openToken, messages, running, cancellation, emitted, budget } = world;
  const { crashes, losses, staleLooks, duplicates } = budget;
  return [
    ...[now, execution.status, execution.mark, endedBy, openToken, cancellation, emitted],
    ...[messages[1].state, messages[1].attempts, messages[2].state, messages[2].attempts],
    ...[crashes, losses, staleLooks, duplicates],
    ...running.map(({ role, process, isLate }) => `${role}:${process.id}${isLate ? " late" : ""}`),
  ].join("|");
}
