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
  /** Rejects when the process crashes. */
  readonly died: Promise<never>;
  readonly #reject: (error: CrashError) => void;
  #isAlive = true;

  constructor() {
    let reject: (error: CrashError) => void = () => {};
    this.died = new Promise<never>((_, rejectDied) => {
      reject = rejectDied;
    });
    this.died.catch(() => {});
    this.#reject = reject;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  crash(): void {
    this.#isAlive = false;
    this.#reject(new CrashError());
  }
}
