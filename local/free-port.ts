import type { Display } from "./display.ts";

const ATTEMPTS = 20;

/** Opens something on the port, or on the first free one after it. */
export async function onFreePort<T>(
  open: (port: number) => Promise<T>,
  port: number,
  display: Display,
): Promise<T> {
  for (let candidate = port; ; candidate++) {
    try {
      return await open(candidate);
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE" && candidate - port < ATTEMPTS;
      if (!isTaken) throw error;
      display.print(`Port ${candidate} is taken; trying ${candidate + 1}`);
    }
  }
}
