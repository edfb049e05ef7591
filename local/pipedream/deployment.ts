import type { Clock } from "../clock.ts";
import type { Component } from "./component.ts";
import { EventLog } from "./event-log.ts";
import type { LogEntry } from "./logs.ts";
import { SourceProcess } from "./process.ts";
import { configureProps } from "./props.ts";
import type { RequestRecord } from "./responder.ts";
import { type DbMode, DbStore } from "./service-db.ts";
import { UniqueIds } from "./unique-ids.ts";

export interface Behaviour {
  readonly clock: Clock;
  readonly dbMode: DbMode;
  readonly onThrow: "keep-emits" | "drop-emits";
  readonly rateLimit: boolean;
  readonly tellProcesses: boolean;
  readonly log: (line: LogEntry, sourceId: string) => void;
}

/** Pipedream does not answer properly, answers for an inactive source, or has too many requests. */
export type Outage = "down" | "inactive" | "busy";

export type Status = "new" | "activating" | "active" | "deactivating" | "deactivated" | "failed" | "deleted";

/** Everything the host remembers of one deployed source. All but code, props and status outlives an update. */
export class Deployment {
  readonly id: string;
  readonly behaviour: Behaviour;
  readonly createdAt: number;
  readonly db = new DbStore();
  readonly uniqueIds = new UniqueIds();
  readonly events: EventLog;
  readonly logs: LogEntry[] = [];
  readonly requests: RequestRecord[] = [];
  component: Component;
  props: Readonly<Record<string, unknown>>;
  /** What the component is told. */
  endpoint = "";
  /** Where that listens on this machine. */
  url = "";
  status: Status = "new";
  /** What requests meet instead of the source. */
  outage: Outage | undefined;
  process = new SourceProcess();

  constructor(
    id: string,
    component: Component,
    props: Readonly<Record<string, unknown>>,
    behaviour: Behaviour,
  ) {
    this.id = id;
    this.component = component;
    this.props = configureProps(component, props);
    this.behaviour = behaviour;
    this.createdAt = behaviour.clock.now();
    this.events = new EventLog(id);
  }

  /**
   * Requests reach `run` while `activate` is pending: third parties check an endpoint from inside the call that registers
   * it. That they no longer do while `deactivate` is pending is this host's assumption, and the harder case.
   */
  get acceptsRequests(): boolean {
    return this.status === "activating" || this.status === "active";
  }

  log(entry: LogEntry): void {
    this.logs.push(entry);
    this.behaviour.log(entry, this.id);
  }
}
