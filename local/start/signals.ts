import { watchParents } from "./parents.ts";

/** Why the run is to end, and the exit code that tells it. */
export interface Stop {
  readonly exitCode: number;
}

/** 128 and the number of the signal, as shells have it. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Some versions of npm pass Ctrl-C on to a process that has it from the terminal already. What comes sooner is the same one;
 * nobody presses it twice that quickly.
 */
const SAME_INTERRUPT_MS = 200;

/**
 * Resolves when somebody wants the run to end: by Ctrl-C or SIGTERM, by closing the terminal, by ending npm, or by no longer
 * reading what it says. Calls `onSecond` if somebody asks once more.
 */
export function watchForStop(onSecond: (stop: Stop) => void, now = Date.now): Promise<Stop> {
  let first: number | undefined;
  return new Promise((resolve) => {
    for (const [signal, exitCode] of Object.entries(EXIT_CODES)) {
      process.on(signal, () => {
        if (first !== undefined && now() - first > SAME_INTERRUPT_MS) onSecond({ exitCode });
        first ??= now();
        resolve({ exitCode });
      });
    }
    const leave = () => resolve({ exitCode: EXIT_CODES.SIGHUP });
    for (const stream of [process.stdout, process.stderr]) stream.on("error", leave);
    // npm ends without a word to what it has started when it is killed or hung up on.
    if (process.env.npm_lifecycle_event) watchParents(leave);
  });
}
