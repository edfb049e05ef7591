import { MAX_PORT } from "./advice.ts";
import type { Print } from "./telling.ts";
import { UsageError } from "./usage.ts";

const ATTEMPTS = 20;

/** Opens something on the port, or on the first free one after it. */
export async function onFreePort<T>(
  open: (port: number) => Promise<T>,
  port: number,
  print: Print,
): Promise<T> {
  const last = Math.min(port + ATTEMPTS, MAX_PORT);
  for (let candidate = port; ; candidate++) {
    try {
      return await open(candidate);
    } catch (error) {
      if (!isTaken(error)) throw error;
      if (candidate >= last) {
        throw new UsageError(
          `The ports ${port} to ${last} are taken. Free one, or choose others with --port`,
        );
      }
      print(`Port ${candidate} is taken; trying ${candidate + 1}`);
    }
  }
}

/** Opens something on that port and no other, for a tunnel leads to it. */
export async function onThatPort<T>(open: (port: number) => Promise<T>, port: number): Promise<T> {
  try {
    return await open(port);
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new UsageError(
      `Port ${port} is taken. Free it, or choose another with --port, and let the tunnel lead there`,
    );
  }
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EADDRINUSE";
}
