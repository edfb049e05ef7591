import type { Component } from "./component.ts";
import { randomAlphanumeric } from "./ids.ts";

/** The process of a source has died under a hook or a run. */
export class CrashError extends Error {
  override readonly name = "CrashError";

  constructor() {
    super("The process of the source has crashed");
  }
}

/** A process that runs hooks and runs of a source, until it crashes. */
export class SourceProcess {
  readonly id = `process-${randomAlphanumeric(12)}`;
  readonly #load: () => Promise<Component>;
  #loaded: Promise<Component> | undefined;
  /** How each action that is under way learns of a crash. An action that has ended is held by nothing. */
  readonly #dying = new Set<() => void>();
  #isAlive = true;

  constructor(load: () => Promise<Component>) {
    this.#load = load;
  }

  /** What it runs: loaded when it is needed, and kept once it could be. */
  get component(): Promise<Component> {
    this.#loaded ??= this.#load().catch((error) => {
      this.#loaded = undefined;
      throw error;
    });
    return this.#loaded;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get isBusy(): boolean {
    return this.#dying.size > 0;
  }

  /** What the action comes to, or a `CrashError` if the process crashes before. */
  async run<T>(action: () => Promise<T> | T): Promise<T> {
    if (!this.#isAlive) throw new CrashError();
    let die = () => {};
    const died = new Promise<never>((_, reject) => {
      die = () => reject(new CrashError());
    });
    this.#dying.add(die);
    try {
      return await Promise.race([action(), died]);
    } finally {
      this.#dying.delete(die);
    }
  }

  crash(): void {
    this.#isAlive = false;
    for (const die of this.#dying) die();
  }
}
