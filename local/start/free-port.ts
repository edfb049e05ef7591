import { MAX_PORT } from "./advice.ts";
import type { Display } from "./display.ts";
import { UsageError } from "./options.ts";

const ATTEMPTS = 20;

/** Opens something on the port, or on the first free one after it. */
export async function onFreePort<T>(
  open: (port: number) => Promise<T>,
  port: number,
  display: Display,
): Promise<T> {
  const last = Math.min(port + ATTEMPTS, MAX_PORT);
  for (let candidate = port; ; candidate++) {
    try {
      return await open(candidate);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      if (candidate >= last) {
        throw new UsageError(
          `The ports ${port} to ${last} are taken. Free one, or choose others with --port`,
        );
      }
      display.print(`Port ${candidate} is taken; trying ${candidate + 1}`);
    }
  }
}
