export interface Background {
  /** Lets the work go on after the call that caused it has been answered. */
  run(work: Promise<void>): void;
  /** Resolves when no such work is left. */
  settled(): Promise<void>;
}

export function createBackground(): Background {
  const running = new Set<Promise<void>>();
  return {
    run(work) {
      const tracked = work
        .catch((error: unknown) => console.error("Local AWS failed in the background:", error))
        .finally(() => running.delete(tracked));
      running.add(tracked);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
