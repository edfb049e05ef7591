import { type Process, toText } from "./processes.ts";
import type { Answer, Ask } from "./protocol.ts";
import {
  effectOf,
  isEnded,
  type Publish,
  type Role,
  RUNNING,
  type Running,
  spend,
  type World,
  withMessage,
  withRunning,
} from "./world.ts";

/** After this time without a claim, the token of a publish times out. */
const TIMEOUT_MS = 900_000;
/** The state machine waits a little before it publishes again. */
export const SECOND_PUBLISH_MS = TIMEOUT_MS + 2_000;
const MAX_DELIVERIES = 2;

/** Something that can happen: the world after it, and what a process is told that goes on by it. */
export interface Move {
  readonly label: string;
  readonly world: World;
  readonly start?: Role;
  readonly resume?: Running & { readonly answer: Answer };
}

/**
 * All that can happen next. Where nobody else can see or hinder what a process does next, it does that before anything else
 * happens: the other orders come to the same. After the execution has ended, that is all that processes do.
 */
export function movesOf(world: World): Move[] {
  const alone = world.running.find(({ process }) => isEnded(world) || isPrivate(process));
  if (alone) return movesOfProcess(alone, world);
  return [
    ...timeMoves(world),
    ...snsMoves(world),
    ...(world.cancellation === "to come" ? [callCancel(world)] : []),
    ...world.running.flatMap((running) => movesOfProcess(running, world)),
  ];
}

function isPrivate({ standing }: Process): boolean {
  return "status" in standing || standing.ask.kind === "sleep" || standing.ask.kind === "emit";
}

/** The state machine publishes once more: two publishes show all that any number of them do. */
function timeMoves(world: World): Move[] {
  const { openToken } = world;
  if (openToken !== undefined) {
    const now = (openToken === 1 ? 0 : SECOND_PUBLISH_MS) + TIMEOUT_MS;
    return [{ label: `token ${openToken} times out`, world: { ...world, now, openToken: undefined } }];
  }
  if (isEnded(world) || world.messages[2].state !== "unpublished") return [];
  const published = withMessage(world, 2, { state: "open" });
  return [
    { label: "the task is published again", world: { ...published, now: SECOND_PUBLISH_MS, openToken: 2 } },
  ];
}

function callCancel(world: World): Move {
  return { label: "/cancel is called", world: { ...world, cancellation: "under way" }, start: "cancel" };
}

function snsMoves(world: World): Move[] {
  const deliveries = world.running.filter(({ role }) => role !== "cancel");
  if (deliveries.length >= MAX_DELIVERIES) return [];
  return ([1, 2] as const).flatMap((publish): Move[] => {
    const { state, attempts } = world.messages[publish];
    const isUnderWay = deliveries.some(({ role }) => role === publish);
    const label = `message ${publish} is delivered`;
    const next = withMessage(world, publish, { attempts: attempts - 1 });
    const mayRepeat = world.budget.duplicates > 0 && (isUnderWay || state === "answered");
    return [
      ...(state === "open" && attempts > 0 && !isUnderWay ? [{ label, world: next, start: publish }] : []),
      ...(mayRepeat ? [{ label: `${label} twice`, world: spend(world, "duplicates"), start: publish }] : []),
    ];
  });
}

function movesOfProcess(running: Running, world: World): Move[] {
  const { role, process } = running;
  const { standing } = process;
  const others = { ...world, running: world.running.filter((other) => other !== running) };
  return "status" in standing
    ? endings(role, standing.status, others)
    : answers(running, standing.ask, others);
}

const nameOf = (role: Role) => (role === "cancel" ? "/cancel" : `delivery of message ${role}`);

/** It answers with a status, and its answer arrives or not. A process that dies now has not answered either. */
function endings(role: Role, status: number, world: World): Move[] {
  const label = `${nameOf(role)} answers ${status}`;
  if (role === "cancel") return [{ label, world: { ...world, cancellation: status } }];
  const moves: Move[] = [{ label, world: settle(world, role, status) }];
  if (status !== 200) return moves;
  if (world.budget.losses > 0) moves.push({ label: `${label}, in vain`, world: spend(world, "losses") });
  if (world.budget.crashes > 0) moves.push({ label: `${nameOf(role)} dies`, world: spend(world, "crashes") });
  return moves;
}

/** SNS repeats after 429 and 5xx, and after nothing else. */
function settle(world: World, publish: Publish, status: number): World {
  if (world.messages[publish].state !== "open") return world;
  if (status === 200) return withMessage(world, publish, { state: "answered" });
  return status === 429 || status >= 500 ? world : withMessage(world, publish, { state: "refused" });
}

/** The answers that a process can get to what it asks. It may also die before; to die before a look is to die after it. */
function answers(running: Running, ask: Ask, before: World): Move[] {
  const { role } = running;
  const name = nameOf(role);
  const { world, answer } = effectOf(ask, role, before);
  const told = (next: World, heard: Answer): Move => ({
    label: `${name}: ${ask.kind} -> ${toText(heard)}`,
    world: next,
    resume: { ...running, answer: heard },
  });
  const moves = [told(world, answer)];
  if (ask.kind === "look") {
    if (isEnded(world) && world.budget.staleLooks > 0) moves.push(told(spend(world, "staleLooks"), RUNNING));
    return moves;
  }
  if (ask.kind === "sleep")
    return [...moves, { label: `${name} oversleeps`, world, resume: { ...running, isLate: true, answer } }];
  if (world.budget.crashes > 0) {
    const died = role === "cancel" ? { ...before, cancellation: "died" as const } : before;
    moves.push({ label: `${name} dies`, world: spend(died, "crashes") });
  }
  const isCall = ask.kind === "claim" || ask.kind === "stop";
  if (isCall && world !== before && world.budget.losses > 0) {
    const lost = spend(world, "losses");
    moves.push(told(lost, "lost"));
    moves.push({
      label: `${name}: ${ask.kind} is sent again by the SDK`,
      world: withRunning(lost, running),
    });
  }
  return moves;
}
