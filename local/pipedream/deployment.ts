import type { Clock } from "../shared/clock.ts";
import { Listeners } from "../shared/listeners.ts";
import type { Act } from "./acts.ts";
import type { Component } from "./component.ts";
import { EventLog, type PublishedEvent } from "./event-log.ts";
import type { KeptSource } from "./kept-source.ts";
import type { LogEntry } from "./logs.ts";
import type { SourceProcess } from "./process.ts";
import { configureProps } from "./props.ts";
import type { Burst } from "./rate-limit.ts";
import type { AnsweredRequest, RequestRecord } from "./responder.ts";
import { type DbMode, DbStore } from "./service-db.ts";
import { UniqueIds } from "./unique-ids.ts";
import { type Load, type WorkerCount, Workers } from "./workers.ts";

export interface Behaviour {
  readonly clock: Clock;
  readonly dbMode: DbMode;
  readonly onThrow: "keep-emits" | "drop-emits";
  /** Whether what a run had emitted before its process crashed is published. */
  readonly onCrash: "keep-emits" | "lose-emits";
  readonly responses: "at-once" | "at-end";
  readonly rateLimit: boolean | Burst;
  readonly tellProcesses: boolean;
  readonly workers: WorkerCount | undefined;
  readonly log: (line: LogEntry, sourceId: string) => void;
  readonly onEvent: (event: PublishedEvent, sourceId: string) => void;
  readonly onRequest: (request: AnsweredRequest, sourceId: string) => void;
}

/** A component, and how a process loads it. */
export interface Code {
  readonly component: Component;
  readonly load: Load;
}

/** Pipedream does not answer properly, answers for an inactive source, or has too many requests. */
export type Outage = "down" | "inactive" | "busy";

export type Status = "new" | "activating" | "active" | "deactivating" | "deactivated" | "failed" | "deleted";

/** Everything the host remembers of one deployed source. All but code, props and status outlives an update. */
export class Deployment {
  readonly id: string;
  readonly behaviour: Behaviour;
  readonly createdAt: number;
  readonly db: DbStore;
  readonly uniqueIds: UniqueIds;
  readonly events: EventLog;
  readonly logs: LogEntry[] = [];
  readonly requests: RequestRecord[] = [];
  /** What the host itself knows the component by. Processes load theirs. */
  component: Component;
  #load: Load;
  props: Readonly<Record<string, unknown>>;
  isUnchecked: boolean;
  /** What the component is told. */
  endpoint = "";
  /** Where that listens on this machine. */
  url = "";
  status: Status = "new";
  /** What requests meet instead of the source. */
  outage: Outage | undefined;
  /** What components see in place of some of the props. */
  propOverrides: Readonly<Record<string, unknown>> | undefined;
  readonly workers: Workers;
  readonly acts = new Listeners<[Act]>();

  constructor(
    id: string,
    { component, load }: Code,
    props: Readonly<Record<string, unknown>>,
    isUnchecked: boolean,
    behaviour: Behaviour,
    kept?: KeptSource,
  ) {
    this.id = id;
    this.component = component;
    this.#load = load;
    this.workers = new Workers(behaviour.workers, load);
    this.props = configureProps(component, props, isUnchecked);
    this.isUnchecked = isUnchecked;
    this.behaviour = behaviour;
    this.createdAt = kept?.createdAt ?? behaviour.clock.now();
    this.db = new DbStore(kept?.db);
    this.uniqueIds = new UniqueIds(kept?.uniqueIds);
    this.events = new EventLog(id, kept?.events);
    this.events.subscribe({ onEvent: (event) => behaviour.onEvent(event, id), onEnd: () => {} });
  }

  /**
   * Requests reach `run` while `activate` is pending: third parties check an endpoint from inside the call that registers
   * it. That they no longer do while `deactivate` is pending is this host's assumption, and the harder case.
   */
  get acceptsRequests(): boolean {
    return this.status === "activating" || this.status === "active";
  }

  /** From now on processes run that. */
  install(component: Component, load: Load = async () => component): void {
    this.component = component;
    this.#load = load;
    this.workers.replace(load);
  }

  /** The code after a change, which loads it anew where it can be loaded. */
  async codeAfter({ component, load }: Partial<Code>): Promise<Code> {
    if (component) return { component, load: async () => component };
    if (load) return { component: await load(), load };
    return { component: this.component, load: this.#load };
  }

  /** What a dead process still does has no effect, so nobody hears of it. */
  tell({ id, isAlive }: SourceProcess, act: Act["act"], when: Act["when"]): void {
    if (isAlive) this.acts.tell({ worker: id, act, when });
  }

  log(entry: LogEntry): void {
    this.logs.push(entry);
    this.behaviour.log(entry, this.id);
  }
}
