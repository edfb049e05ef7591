/** The second argument of `$emit`. */
export interface EmitMetadata {
  readonly id?: string | number;
  readonly name?: string;
  readonly summary?: string;
  readonly ts?: number;
}

export interface Emit {
  readonly event: unknown;
  readonly metadata: EmitMetadata;
  /** The time it is ordered by: its own, or else when it was emitted. */
  readonly ts: number;
}

const NESTING_LIMIT = 256;

/** Collects what one hook or run emits. Pipedream publishes it at the end, oldest first. */
export class EmitBuffer {
  readonly #emits: Emit[] = [];
  readonly #requiresId: boolean;
  readonly #now: () => number;
  readonly #warn: (message: string) => void;
  readonly #isAlive: () => boolean;
  #isOpen = true;

  constructor(
    requiresId: boolean,
    now: () => number,
    warn: (message: string) => void,
    isAlive: () => boolean,
  ) {
    this.#requiresId = requiresId;
    this.#now = now;
    this.#warn = warn;
    this.#isAlive = isAlive;
  }

  /** Throws at once rather than rejecting, since hardly any component awaits it. */
  emit(event: unknown, metadata: EmitMetadata = {}): Promise<void> {
    if (this.#requiresId && (metadata.id === undefined || metadata.id === null)) {
      throw new Error("$emit needs a metadata id, because the component sets dedupe");
    }
    const clone = toJson(event);
    if (isNestedDeeper(clone, NESTING_LIMIT))
      throw new Error(`An event is nested at most ${NESTING_LIMIT} deep`);
    if (this.#isOpen && this.#isAlive())
      this.#emits.push({ event: clone, metadata: { ...metadata }, ts: this.#time(metadata.ts) });
    else this.#warn("$emit was called after the execution had ended; the event is lost");
    return Promise.resolve();
  }

  close(): Emit[] {
    this.#isOpen = false;
    return this.#emits.splice(0).sort((a, b) => a.ts - b.ts);
  }

  #time(ts: unknown): number {
    if (Number.isInteger(ts)) return ts as number;
    if (ts !== undefined) this.#warn(`$emit takes ts as an integer of epoch milliseconds, not ${String(ts)}`);
    return this.#now();
  }
}

function toJson(value: unknown): unknown {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? null : JSON.parse(text);
}

function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isNestedDeeper(child, levels - 1));
}
