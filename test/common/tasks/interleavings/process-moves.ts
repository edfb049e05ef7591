import { type AnyWorld, type Move, type Running, withRunning } from "./explore.ts";
import type { Process } from "./processes.ts";
import { type Answer, type Ask, type Shown, toText } from "./protocol.ts";

/** What may go wrong: how often each. */
export interface Budget {
  /** Processes that die, wherever they are. */
  readonly crashes: number;
  /** Answers that are lost after the call took effect. */
  readonly losses: number;
  /** Looks that show an execution as it was when it was started, or do not find it yet. */
  readonly staleLooks: number;
  /** Deliveries that SNS repeats without a need. */
  readonly duplicates: number;
}

export interface World extends AnyWorld {
  readonly budget: Budget;
}

/** How a world answers, and what becomes of it when a process ends or dies. */
export interface Rules<W extends World> {
  /** A call takes effect at once, all of it or nothing. */
  effectOf(ask: Ask, role: string, world: W): { readonly world: W; readonly answer: Answer };
  /** Whether an execution has ended, and so is shown as it is for ever. */
  hasEnded(ask: Ask, world: W): boolean;
  /** Whether an execution was started so lately that a look may not find it yet. */
  isNew(ask: Ask, world: W): boolean;
  endings(running: Running, status: number, body: string | undefined, world: W): Move<W>[];
  died(role: string, world: W): W;
}

export function spend<W extends World>(world: W, what: keyof Budget): W {
  return { ...world, budget: { ...world.budget, [what]: world.budget[what] - 1 } };
}

/**
 * A process of which nobody else can see or hinder what it does next, if there is one. It may do that before anything else
 * happens: the other orders come to the same.
 */
export function findPrivate<W extends World>(world: W, { hasEnded }: Rules<W>): Running | undefined {
  return world.running.find(({ process: { standing } }) => {
    if ("status" in standing) return true;
    const { ask } = standing;
    return ask.kind === "sleep" || ask.kind === "emit" || hasEnded(ask, world);
  });
}

/** All that can happen to a process next. */
export function movesOfProcess<W extends World>(running: Running, world: W, rules: Rules<W>): Move<W>[] {
  const others = { ...world, running: world.running.filter((other) => other !== running) };
  const { standing } = running.process;
  return "status" in standing
    ? rules.endings(running, standing.status, standing.body, others)
    : answers(running, standing.ask, others, rules);
}

/** The answers that a process can get to what it asks. It may also die before; to die before a look is to die after it. */
function answers<W extends World>(running: Running, ask: Ask, before: W, rules: Rules<W>): Move<W>[] {
  const { role } = running;
  const { world, answer } = rules.effectOf(ask, role, before);
  const told = (next: W, heard: Answer): Move<W> => ({
    label: `${role}: ${ask.kind}${"name" in ask ? ` ${ask.name}` : ""} -> ${toText(heard)}`,
    world: next,
    resume: { ...running, answer: heard },
  });
  const moves = [told(world, answer)];
  if (ask.kind === "look") {
    if (typeof answer !== "object" || world.budget.staleLooks === 0) return moves;
    const stale = spend(world, "staleLooks");
    if (answer.status !== "RUNNING") moves.push(told(stale, asStarted(answer)));
    if (rules.isNew(ask, world)) moves.push(told(stale, "not-found"));
    return moves;
  }
  if (ask.kind === "sleep")
    return [...moves, { label: `${role} oversleeps`, world, resume: { ...running, isLate: true, answer } }];
  if (world.budget.crashes > 0)
    moves.push({ label: `${role} dies`, world: spend(rules.died(role, before), "crashes") });
  if (ask.kind !== "emit" && world !== before && world.budget.losses > 0) {
    const lost = spend(world, "losses");
    moves.push(told(lost, "lost"));
    moves.push({ label: `${role}: ${ask.kind} is sent again by the SDK`, world: withRunning(lost, running) });
  }
  return moves;
}

const asStarted = ({ input }: Shown): Shown => ({ status: "RUNNING", mark: "", input });

export const describeRunning = (running: readonly { role: string; process: Process; isLate: boolean }[]) =>
  running.map(({ role, process, isLate }) => `${role}:${process.id}${isLate ? " late" : ""}`);
