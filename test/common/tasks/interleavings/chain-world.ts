import { type Budget, describeRunning, type World } from "./process-moves.ts";
import type { Answer, Ask, Shown } from "./protocol.ts";

/** An execution of the task, and the message with which it publishes it. */
export interface Execution extends Shown {
  readonly endedBy?: string;
  readonly message: "unpublished" | "open" | "answered" | "refused";
  /** How often SNS still tries. */
  readonly attempts: number;
}

/** Somebody who asks for something, and asks again if there is no answer or a 5xx. */
export interface Client {
  readonly state: "to come" | "under way" | "gone" | { readonly status: number; readonly body: string };
  readonly tries: number;
}

/** One state of all that the protocol of reschedules is about: one task, at one execution after another. */
export interface ChainWorld extends World {
  readonly executions: Readonly<Record<string, Execution>>;
  /** By what they ask for. */
  readonly clients: Readonly<Record<string, Client>>;
  /** The executions at whose time the task was emitted. */
  readonly emitted: readonly string[];
}

export const FIRST = "a";
export const SECOND = "a.2";
/** After all times that are asked for, so that every execution may publish at once. */
const NOW = 10_000;
const ATTEMPTS = 3;

const started = (input: string): Execution => ({
  status: "RUNNING",
  mark: "",
  input,
  message: "unpublished",
  attempts: ATTEMPTS,
});

export function newChainWorld(tries: Readonly<Record<string, number>>, budget: Budget): ChainWorld {
  const task = { timestamp: new Date(0).toISOString(), message: "hello" };
  const clients = Object.entries(tries).map(([name, left]) => [name, { state: "to come", tries: left }]);
  return {
    now: NOW,
    executions: { [FIRST]: started(JSON.stringify({ waitUntil: "1970-01-01T00:00:00Z", task })) },
    clients: Object.fromEntries(clients),
    running: [],
    emitted: [],
    budget,
  };
}

/** An execution has one token, for it is published once. */
export const tokenOf = (name: string) => `token of ${name}`;
export const deliveryOf = (name: string) => `delivery of ${name}`;
export const nameOf = (role: string) => role.replace("delivery of ", "");

/** The execution that a call is about, by its name. */
function subjectOf(ask: Ask): string | undefined {
  if (ask.kind === "claim") return ask.token.replace("token of ", "");
  return "name" in ask ? ask.name : undefined;
}

export function hasEnded(ask: Ask, { executions }: ChainWorld): boolean {
  const { status = "RUNNING" } = executions[subjectOf(ask) ?? ""] ?? {};
  return status !== "RUNNING";
}

export function withExecution(world: ChainWorld, name: string, change: Partial<Execution>): ChainWorld {
  const execution = world.executions[name];
  if (!execution) throw new Error(`There is no execution ${name}`);
  return { ...world, executions: { ...world.executions, [name]: { ...execution, ...change } } };
}

export function withClient(world: ChainWorld, name: string, state: Client["state"]): ChainWorld {
  const client = world.clients[name];
  if (!client) throw new Error(`Nobody asks for ${name}`);
  return { ...world, clients: { ...world.clients, [name]: { ...client, state } } };
}

export function effectOf(ask: Ask, role: string, world: ChainWorld): { world: ChainWorld; answer: Answer } {
  const name = subjectOf(ask) ?? "";
  const execution = world.executions[name];
  const isRunning = execution?.status === "RUNNING";
  switch (ask.kind) {
    case "start": {
      if (execution) return { world, answer: isRunning && execution.input === ask.input ? "done" : "exists" };
      const executions = { ...world.executions, [name]: started(ask.input) };
      return { world: { ...world, executions }, answer: "done" };
    }
    case "claim": {
      if (!isRunning) return { world, answer: "closed" };
      const end = { status: "SUCCEEDED", mark: ask.mark, endedBy: role } as const;
      return { world: withExecution(world, name, end), answer: "done" };
    }
    case "stop": {
      if (!execution) return { world, answer: "not-found" };
      if (!isRunning) return { world, answer: "done" };
      const end = { status: "ABORTED", mark: ask.mark, endedBy: role } as const;
      return { world: withExecution(world, name, end), answer: "done" };
    }
    case "look": {
      if (!execution) return { world, answer: "not-found" };
      const { status, mark, input } = execution;
      return { world, answer: { status, mark, input } };
    }
    case "emit": {
      const emitted = [...new Set([...world.emitted, nameOf(role)])].sort();
      return { world: { ...world, emitted }, answer: "done" };
    }
    case "sleep":
      return { world, answer: "done" };
  }
}

export function keyOf({ executions, clients, running, emitted, budget }: ChainWorld): string {
  return [
    JSON.stringify([executions, clients]),
    emitted,
    ...Object.values(budget),
    ...describeRunning(running),
  ].join("|");
}
