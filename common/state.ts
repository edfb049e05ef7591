import { type CompleteStack, isComplete, type Stack, type State } from "./stack.ts";
import { fromVersion1, type StateVersion1 } from "./state-version-1.ts";

/** The service db of a source, as Pipedream offers it: synchronous, JSON values, `undefined` for an unset key. */
export interface ServiceDb {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

const KEY = "state";

export function readState(db: ServiceDb): State {
  const stored = db.get(KEY) as State | StateVersion1 | null | undefined;
  if (!stored) return { version: 2, lastNumber: 0, stacks: [] };
  return stored.version === 1 ? fromVersion1(stored) : stored;
}

/** Remembers a stack, instead of what was known under its number. */
export function saveStack(db: ServiceDb, stack: Stack): void {
  const { stacks, lastNumber, ...state } = readState(db);
  const others = stacks.filter(({ number }) => number !== stack.number);
  write(db, { ...state, lastNumber: Math.max(lastNumber, stack.number), stacks: [...others, stack] });
}

/** Forgets a stack that is no longer there. Its number is not used again. */
export function forgetStack(db: ServiceDb, { number }: Stack): void {
  const { current, stacks, ...state } = readState(db);
  const others = stacks.filter((stack) => stack.number !== number);
  write(db, { ...state, ...(current && current !== number && { current }), stacks: others });
}

/** Forgets a stack of which nothing was ever made, so that its number is still free. */
export function withdrawStack(db: ServiceDb, stack: Stack): void {
  forgetStack(db, stack);
  const state = readState(db);
  if (state.lastNumber === stack.number) write(db, { ...state, lastNumber: stack.number - 1 });
}

/** From now on, this stack takes new tasks. */
export function makeCurrent(db: ServiceDb, { number }: Stack): void {
  write(db, { ...readState(db), current: number });
}

/** A hook has done all of its work. */
export function markHook(db: ServiceDb, lastHook: "activate" | "deactivate"): void {
  write(db, { ...readState(db), lastHook });
}

/** The stack that takes new tasks, if it is all there and in the region that the source is set to. */
export function currentStack({ current, stacks }: State, region: string): CompleteStack | undefined {
  const stack = stacks.find(({ number }) => number === current);
  return stack && isComplete(stack) && !stack.isRetired && stack.region === region ? stack : undefined;
}

function write(db: ServiceDb, state: State): void {
  db.set(KEY, state);
}
