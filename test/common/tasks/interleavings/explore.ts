import { cancel } from "../../../../common/tasks/cancel.ts";
import { deliver } from "../../../../common/tasks/deliver.ts";
import { EXECUTION_ARN, STACK } from "../../given.ts";
import { type Move, movesOf, SECOND_PUBLISH_MS } from "./moves.ts";
import { createProcesses, type Process, type Processes } from "./processes.ts";
import { keyOf, type Role, tokenOf, type World, withRunning } from "./world.ts";

/** Longer than anything in the code polls. */
const OVERSLEPT_MS = 10_000;

/** How a world came about. */
interface Trail {
  readonly label: string;
  readonly before: Trail | undefined;
}

export interface Explored {
  readonly states: number;
  /** How often the code was run. */
  readonly runs: number;
  /** The worlds in which nothing is left to happen to the task. */
  readonly ends: readonly World[];
  /** A shortest way to a world that must not be, if there is one. */
  readonly counterexample: string | undefined;
}

/** Visits every world that can follow, nearest first, until `violation` finds one that must not be. */
export async function explore(
  first: World,
  violation: (world: World, isEnd: boolean) => string | undefined,
): Promise<Explored> {
  const processes = createProcesses();
  const seen = new Set([keyOf(first)]);
  const ends: World[] = [];
  let nearest: { readonly world: World; readonly trail: Trail }[] = [
    { world: first, trail: { label: "the task is published", before: undefined } },
  ];
  let counterexample: string | undefined;
  while (nearest.length > 0 && !counterexample) {
    const next: typeof nearest = [];
    for (const { world, trail } of nearest) {
      const moves = movesOf(world);
      const isEnd = moves.length === 0;
      if (isEnd) ends.push(world);
      const problem = violation(world, isEnd);
      if (problem) counterexample ??= tell({ label: problem, before: trail });
      for (const move of moves) {
        const following = await follow(move, processes);
        const key = keyOf(following);
        if (seen.has(key)) continue;
        seen.add(key);
        next.push({ world: following, trail: { label: move.label, before: trail } });
      }
    }
    nearest = next;
  }
  return { states: seen.size, runs: processes.runs(), ends, counterexample };
}

async function follow({ world, start, resume }: Move, processes: Processes): Promise<World> {
  if (start) {
    const process = await startOf(start, world.now, processes);
    return withRunning(world, { role: start, process, isLate: false });
  }
  if (!resume) return world;
  const { answer, ...running } = resume;
  const at = world.now + (running.isLate ? OVERSLEPT_MS : 0);
  return withRunning(world, { ...running, process: await processes.answer(running.process, answer, at) });
}

function startOf(role: Role, now: number, processes: Processes): Promise<Process> {
  if (role === "cancel")
    return processes.start("cancel", (context) => cancel({ executionArn: EXECUTION_ARN }, context), now);
  const task = { timestamp: new Date(0).toISOString(), message: "hello" };
  const text = JSON.stringify({ executionArn: EXECUTION_ARN, taskToken: tokenOf(role), task });
  const publishedAt = role === 1 ? 0 : SECOND_PUBLISH_MS;
  const delivery = { text, messageId: `message ${role}`, publishedAt };
  return processes.start(`delivery of ${role}`, (context) => deliver(delivery, STACK, context), now);
}

function tell(trail: Trail): string {
  const labels: string[] = [];
  for (let last: Trail | undefined = trail; last; last = last.before) labels.unshift(last.label);
  return labels.join("\n");
}
