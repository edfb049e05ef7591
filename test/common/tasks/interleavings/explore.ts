import { createProcesses, type Process, type Processes } from "./processes.ts";
import type { Answer } from "./protocol.ts";

/** A process that is under way, and what it does in the world. */
export interface Running<Role extends string = string> {
  readonly role: Role;
  readonly process: Process;
  /** It has slept for longer than it wanted to. */
  readonly isLate: boolean;
}

/** What every world has. None is ever changed, only followed by others. */
export interface AnyWorld {
  /** In ms. */
  readonly now: number;
  readonly running: readonly Running[];
}

/** Something that can happen: the world after it, and what a process is told that goes on by it. */
export interface Move<World> {
  readonly label: string;
  readonly world: World;
  readonly start?: string;
  readonly resume?: Running & { readonly answer: Answer };
}

export interface Model<World extends AnyWorld> {
  readonly first: World;
  /** All that can happen next. */
  movesOf(world: World): Move<World>[];
  /** The same for two worlds in which the same can happen from now on. */
  keyOf(world: World): string;
  start(role: string, world: World, processes: Processes): Promise<Process>;
}

export interface Explored<World> {
  readonly states: number;
  /** How often the code was run. */
  readonly runs: number;
  /** The worlds in which nothing is left to happen. */
  readonly ends: readonly World[];
  /** A shortest way to a world that must not be, if there is one. */
  readonly counterexample: string | undefined;
}

/** How a world came about. */
interface Trail {
  readonly label: string;
  readonly before: Trail | undefined;
}

/** Longer than anything in the code polls. */
const OVERSLEPT_MS = 10_000;

/** Visits every world that can follow, nearest first, until `violation` finds one that must not be. */
export async function explore<World extends AnyWorld>(
  model: Model<World>,
  violation: (world: World, isEnd: boolean) => string | undefined,
): Promise<Explored<World>> {
  const processes = createProcesses();
  const seen = new Set([model.keyOf(model.first)]);
  const ends: World[] = [];
  let nearest: { readonly world: World; readonly trail: Trail }[] = [
    { world: model.first, trail: { label: "The beginning", before: undefined } },
  ];
  let counterexample: string | undefined;
  while (nearest.length > 0 && !counterexample) {
    const next: typeof nearest = [];
    for (const { world, trail } of nearest) {
      const moves = model.movesOf(world);
      const isEnd = moves.length === 0;
      if (isEnd) ends.push(world);
      const problem = violation(world, isEnd);
      if (problem) counterexample ??= tell({ label: problem, before: trail });
      for (const move of moves) {
        const following = await follow(move, model, processes);
        const key = model.keyOf(following);
        if (seen.has(key)) continue;
        seen.add(key);
        next.push({ world: following, trail: { label: move.label, before: trail } });
      }
    }
    nearest = next;
  }
  return { states: seen.size, runs: processes.runs(), ends, counterexample };
}

async function follow<World extends AnyWorld>(
  { world, start, resume }: Move<World>,
  model: Model<World>,
  processes: Processes,
): Promise<World> {
  if (start !== undefined) {
    const process = await model.start(start, world, processes);
    return withRunning(world, { role: start, process, isLate: false });
  }
  if (!resume) return world;
  const { answer, ...running } = resume;
  const at = world.now + (running.isLate ? OVERSLEPT_MS : 0);
  return withRunning(world, { ...running, process: await processes.answer(running.process, answer, at) });
}

export function withRunning<World extends AnyWorld>(world: World, added: Running): World {
  const running = [...world.running, added].sort((a, b) => a.process.id - b.process.id);
  return { ...world, running };
}

function tell(trail: Trail): string {
  const labels: string[] = [];
  for (let last: Trail | undefined = trail; last; last = last.before) labels.unshift(last.label);
  return labels.join("\n");
}
