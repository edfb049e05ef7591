import type { Deployment } from "./deployment.ts";
import type { PublishedEvent } from "./event-log.ts";

/** What outlives a host: the source's identity, its db and its last events. Code and props are given anew. */
export interface KeptSource {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly db: Readonly<Record<string, unknown>>;
  readonly events: readonly PublishedEvent[];
  /** The dedupe ids it would recognise. */
  readonly uniqueIds: readonly string[];
}

export function toKeptSource({ id, createdAt, db, events, uniqueIds }: Deployment): KeptSource {
  return { id, createdAt, db: db.entries(), events: events.kept, uniqueIds: uniqueIds.remembered };
}
