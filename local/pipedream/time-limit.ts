/** Pipedream ends the execution of a source after five minutes; that of a hook is taken to be no longer. */
const TIME_LIMIT_MS = 300_000;

/** Rejects when the time is up. What runs on cannot be stopped, only ignored. */
export async function withTimeLimit(action: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Timed out after ${TIME_LIMIT_MS / 1000} s`)), TIME_LIMIT_MS);
    timer.unref();
  });
  try {
    await Promise.race([action(), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
