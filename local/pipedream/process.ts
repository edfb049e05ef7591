import { randomAlphanumeric } from "./ids.ts";

/** The process of a source has died under a hook or a run. */
export class CrashError extends Error {
  override readonly name = "CrashError";

  constructor() {
    super("The process of the source has crashed");
  }
}

/** A process that runs the hooks and runs of a source, until it crashes. */
export class SourceProcess {
  readonly id = `process-${randomAlphanumeric(12)}`;
  /** How each action that is under way learns of a crash. An action that has ended is held by nothing. */
  readonly #dying = new Set<() => void>();
  #isAlive = true;

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** What the action comes to, or a `CrashError` if the process crashes before. */
  async run<T>(action: () => Promise<T> | T): Promise<T> {
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
