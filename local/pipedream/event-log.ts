import type { Emit } from "./emits.ts";
import { randomAlphanumeric } from "./ids.ts";

/** An emit as the REST API and the SSE stream of Pipedream show it. */
export interface EmittedEvent {
  readonly e: unknown;
  readonly k: "emit";
  readonly ts: number;
  /** `<milliseconds of publication>-<number within them>`, ever growing. */
  readonly id: string;
  readonly sum?: string;
}

export interface PublishedEvent extends EmittedEvent {
  readonly indexedAtMs: number;
  readonly metadata: {
    readonly emit_id: string;
    readonly emitter_id: string;
    readonly id?: string | number;
    readonly name: string;
    readonly summary?: string;
    readonly ts: number;
  };
}

export interface Subscriber {
  onEvent(event: PublishedEvent): void;
  /** The source is gone. */
  onEnd(): void;
}

const KEPT_EVENTS = 100;

/** The events of one source. Pipedream keeps the last 100; tests may look at all of them. */
export class EventLog {
  readonly all: PublishedEvent[] = [];
  readonly #subscribers = new Set<Subscriber>();
  readonly #emitterId: string;
  #last = { ms: 0, n: 0 };

  constructor(emitterId: string, kept: readonly PublishedEvent[] = []) {
    this.#emitterId = emitterId;
    this.all.push(...kept);
    const last = this.all.at(-1);
    if (last) this.#last = parseId(last.id);
  }

  get kept(): PublishedEvent[] {
    return this.all.slice(-KEPT_EVENTS);
  }

  publish({ event, metadata: { id, name, summary }, ts }: Emit, now: number): void {
    this.#last = now > this.#last.ms ? { ms: now, n: 0 } : { ms: this.#last.ms, n: this.#last.n + 1 };
    const given = { ...(id !== undefined && { id }), ...(summary !== undefined && { summary }) };
    const published: PublishedEvent = {
      e: event,
      k: "emit",
      ts,
      id: `${this.#last.ms}-${this.#last.n}`,
      ...(summary !== undefined && { sum: summary }),
      indexedAtMs: this.#last.ms,
      metadata: {
        emit_id: randomAlphanumeric(27),
        emitter_id: this.#emitterId,
        name: name ?? "default",
        ts,
        ...given,
      },
    };
    this.all.push(published);
    for (const subscriber of this.#subscribers) subscriber.onEvent(published);
  }

  /** The kept events after that id; none if it is not one. */
  keptAfter(id: string): PublishedEvent[] {
    if (!/^\d+-\d+$/.test(id)) return [];
    return this.kept.filter((event) => isLater(event.id, id));
  }

  /** Returns what ends the subscription. */
  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  end(): void {
    for (const subscriber of this.#subscribers) subscriber.onEnd();
  }
}

function isLater(id: string, otherId: string): boolean {
  const one = parseId(id);
  const other = parseId(otherId);
  return one.ms > other.ms || (one.ms === other.ms && one.n > other.n);
}

function parseId(id: string): { ms: number; n: number } {
  const [ms = 0, n = 0] = id.split("-").map(Number);
  return { ms, n };
}
