import type { RequestListener } from "node:http";
import { type Clock, systemClock } from "../shared/clock.ts";
import type { Component } from "./component.ts";
import type { Behaviour, Code, Deployment } from "./deployment.ts";
import type { PublishedEvent } from "./event-log.ts";
import type { KeptSource } from "./kept-source.ts";
import type { LogEntry } from "./logs.ts";
import type { Burst } from "./rate-limit.ts";
import type { AnsweredRequest } from "./responder.ts";
import type { DbMode } from "./service-db.ts";
import type { Load, WorkerCount } from "./workers.ts";

/** The sources of all these are in docs/facts.md. */
export interface LocalPipedreamOptions {
  /** Dates events and log lines, and measures the rate of requests. */
  clock?: Clock;
  /** 0, the default, takes any free port. */
  apiPort?: number;
  /** Random by default. */
  apiKey?: string;
  /** `snapshot`, the default: a hook or run sees the db as it was when it started, and writes it at its end. */
  dbMode?: DbMode;
  /** Whether what a run emitted before it threw is published; by default it is. */
  onThrow?: "keep-emits" | "drop-emits";
  /** Whether what a run emitted before its process crashed is published: by default only where there are no `workers`. */
  onCrash?: "keep-emits" | "lose-emits";
  /** When the answer that a run gives leaves: `at-once`, the default, or when the run has ended. */
  responses?: "at-once" | "at-end";
  /**
   * How many processes a source keeps, each with a module of its own: a number, which take turns and are joined by another
   * when all are busy, or `fresh`, one for each hook and each request. Sources are then deployed with `load`. By default one
   * process does everything at the same time.
   */
  workers?: WorkerCount;
  /** Answers 429 above 10 requests a second and source, in any second or, with bursts, on average. Off by default. */
  rateLimit?: boolean | Burst;
  /**
   * Puts the id of the process into `$auth` of app props, as the session token, so that an AWS can tell a dead one. By
   * default where there are `workers`.
   */
  tellProcesses?: boolean;
  /** Serves what is not the API's on the API's port: a page for people. */
  page?: (sources: ReadonlyMap<string, Deployment>) => RequestListener;
  /** Hears every log line as it is written. */
  log?: (line: LogEntry, sourceId: string) => void;
  /** Hears every event as it is published. */
  onEvent?: (event: PublishedEvent, sourceId: string) => void;
  /** Hears every request to a source as it is answered. */
  onRequest?: (request: AnsweredRequest, sourceId: string) => void;
}

export interface DeployOptions {
  /** Shared by all processes. Either this or `load` is given. */
  component?: Component;
  /** How each process loads the component for itself. */
  load?: Load;
  /** The user's props; an app prop as `{ $auth: { … } }`. */
  props?: Readonly<Record<string, unknown>>;
  /** Takes the props as they are: nothing has to be there, and no default is filled in. */
  unchecked?: boolean;
  /** The port of the source's endpoint; 0, the default, takes any free one. */
  port?: number;
  /** Where the endpoint is reached from outside, if a tunnel leads to it. */
  publicUrl?: string;
  componentId?: string;
  /** What an earlier host kept of the source, instead of a `componentId`. Its `deploy` hook has run. */
  kept?: KeptSource;
}

/** The options with their defaults. */
export function toBehaviour(options: LocalPipedreamOptions): Behaviour {
  const hasWorkers = options.workers !== undefined;
  return {
    clock: options.clock ?? systemClock,
    dbMode: options.dbMode ?? "snapshot",
    onThrow: options.onThrow ?? "keep-emits",
    onCrash: options.onCrash ?? (hasWorkers ? "lose-emits" : "keep-emits"),
    responses: options.responses ?? "at-once",
    workers: options.workers,
    rateLimit: options.rateLimit ?? false,
    tellProcesses: options.tellProcesses ?? hasWorkers,
    log: options.log ?? (() => {}),
    onEvent: options.onEvent ?? (() => {}),
    onRequest: options.onRequest ?? (() => {}),
  };
}

/** What a source is deployed with: a component, and how its processes load it. */
export async function toCode(
  { component, load }: DeployOptions,
  workers: WorkerCount | undefined,
): Promise<Code> {
  if (load) return { component: component ?? (await load()), load };
  if (workers !== undefined)
    throw new Error("With `workers`, deploy with `load`, so that each of them has a module of its own");
  if (component) return { component, load: async () => component };
  throw new Error("Deploy with a `component`, or with `load`, which loads one");
}
