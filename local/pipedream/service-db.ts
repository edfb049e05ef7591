export type DbMode = "snapshot" | "write-through";

/** `$.service.db` as a component meets it: synchronous, no way to list or to delete. */
export interface ServiceDb {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

/** What one hook or run sees of the db. */
export interface DbSession extends ServiceDb {
  close(): void;
  /** Ends it as a crash does: what is not written yet is lost. */
  abandon(): void;
}

const SIZE_LIMIT_BYTES = 60 * 1024;

/** The db of one source. It holds JSON texts, so that nobody shares an object with it. */
export class DbStore implements ServiceDb {
  #texts: ReadonlyMap<string, string>;

  constructor(entries: Readonly<Record<string, unknown>> = {}) {
    this.#texts = new Map(Object.entries(entries).map(([key, value]) => [key, JSON.stringify(value)]));
  }

  get(key: string): unknown {
    return read(this.#texts, key);
  }

  set(key: string, value: unknown): void {
    this.#texts = write(this.#texts, key, value);
  }

  entries(): Record<string, unknown> {
    return Object.fromEntries([...this.#texts.keys()].map((key) => [key, this.get(key)]));
  }

  /**
   * Pipedream does not document how concurrent executions see each other's writes. `snapshot` is the harder case:
   * each sees the db as it was at its start, and its own changed keys are written at its end, also when it throws.
   */
  open(mode: DbMode): DbSession {
    return mode === "snapshot" ? this.#openSnapshot() : this.#openWriteThrough();
  }

  #openSnapshot(): DbSession {
    let texts = this.#texts;
    let isOpen = true;
    const changed = new Set<string>();
    return {
      get: (key) => read(texts, key),
      set: (key, value) => {
        texts = write(texts, key, value);
        changed.add(key);
      },
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        for (const key of changed) this.#texts = put(this.#texts, key, texts.get(key));
      },
      abandon: () => {
        isOpen = false;
      },
    };
  }

  #openWriteThrough(): DbSession {
    let isOpen = true;
    const close = () => {
      isOpen = false;
    };
    return {
      get: (key) => this.get(key),
      set: (key, value) => {
        if (isOpen) this.set(key, value);
      },
      close,
      abandon: close,
    };
  }
}

function read(texts: ReadonlyMap<string, string>, key: string): unknown {
  const text = texts.get(key);
  return text === undefined ? undefined : JSON.parse(text);
}

function write(texts: ReadonlyMap<string, string>, key: string, value: unknown): ReadonlyMap<string, string> {
  const written = put(texts, key, JSON.stringify(value));
  const bytes = [...written].reduce((sum, entry) => sum + Buffer.byteLength(entry.join("")), 0);
  if (bytes > SIZE_LIMIT_BYTES)
    throw new Error(`$.service.db holds 60 KB at most; with "${key}" it is ${bytes} bytes`);
  return written;
}

/** Undefined, which is no JSON, unsets the key. */
function put(
  texts: ReadonlyMap<string, string>,
  key: string,
  text: string | undefined,
): ReadonlyMap<string, string> {
  const changed = new Map(texts);
  if (text === undefined) changed.delete(key);
  else changed.set(key, text);
  return changed;
}
