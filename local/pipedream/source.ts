import type { ActListener } from "./acts.ts";
import type { Component } from "./component.ts";
import type { Outage } from "./deployment.ts";
import type { PublishedEvent } from "./event-log.ts";
import type { KeptSource } from "./kept-source.ts";
import type { LogEntry } from "./logs.ts";
import type { RequestRecord } from "./responder.ts";
import type { ServiceDb } from "./service-db.ts";
import type { Load } from "./workers.ts";

/** A deployed source, and what tests may look at. */
export interface LocalSource {
  /** Like `dc_5YGuMoa`. */
  readonly id: string;
  /** What the component is told: the public URL if there is one, or else `url`. No slash at its end. */
  readonly endpoint: string;
  /** Where the endpoint listens on this machine. */
  readonly url: string;
  /** False while a hook is pending and after one has failed. */
  readonly active: boolean;
  readonly events: readonly PublishedEvent[];
  readonly logs: readonly LogEntry[];
  readonly requests: readonly RequestRecord[];
  /** The stored db, past any snapshot that a pending hook or run holds. */
  readonly db: ServiceDb & { entries(): Record<string, unknown> };
  /** Set by a test to take the place of the source for a while. */
  outage: Outage | undefined;
  /** Set by a test: what the component sees in place of these props, as when the account was disconnected. */
  propOverrides: Readonly<Record<string, unknown>> | undefined;
  /** The process that runs the next hook or request. */
  readonly processId: string;
  /**
   * Kills all processes of the source. A pending hook fails; what it had not written is lost, and so are the answers that
   * were owed. The next process loads its component anew. A source that was deployed without `load` cannot: give it a
   * component, if what the old one has in its memory matters.
   */
  crash(reloaded?: Component): void;
  /** What a later host needs to go on with it. */
  keep(): KeptSource;
  /** Whether that is the id of a process of this source, and it is alive. */
  hasWorker(id: string): boolean;
  /** Kills one process as `crash` kills all. */
  kill(id: string): void;
  /** Hears of what its processes do. Returns what ends it. */
  listen(listener: ActListener): () => void;
  /** `deactivate` with the old code and props, then `activate` with the new. `props` replaces all of them. */
  update(change?: SourceChange): Promise<void>;
  /** Runs the hook of that name, unless the source is active or inactive already. */
  activate(): Promise<void>;
  deactivate(): Promise<void>;
  /** `deactivate`, then gone. A hook that throws blocks it. */
  delete(options?: { ignoreHookErrors?: boolean }): Promise<void>;
}

export interface SourceChange {
  component?: Component;
  /** In place of `component`: each process loads it for itself. */
  load?: Load;
  props?: Readonly<Record<string, unknown>>;
  /** Takes the props as they are: nothing has to be there, and no default is filled in. */
  unchecked?: boolean;
}

/** A hook has thrown. Pipedream answers the call that led to it with 422 and the first two fields. */
export class ObservationError extends Error {
  readonly error = "observation error";
  readonly observations: readonly LogEntry[];
  /** The source is still there, inactive after a failed `deploy` or `activate`: it can be updated or deleted. */
  readonly source: LocalSource;

  constructor(hook: string, thrown: unknown, observations: readonly LogEntry[], source: LocalSource) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    super(`The ${hook} hook of ${source.id} failed: ${reason}`, { cause: thrown });
    this.name = "ObservationError";
    this.observations = observations;
    this.source = source;
  }
}
