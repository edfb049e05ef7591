export interface RetryOptions {
  /** No further attempt starts later than this after the first. */
  readonly timeoutMs: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** Whether waiting can cure this error. Any other is thrown at once. */
  readonly when: (error: unknown) => boolean;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** How much longer each delay is than the one before. */
const BACKOFF_RATE = 1.5;

/** Repeats the action, with growing delays, while its errors are such as pass. Throws the last one at the end. */
export async function retry<T>(action: () => Promise<T>, options: RetryOptions): Promise<T> {
  const deadline = options.now() + options.timeoutMs;
  for (let delayMs = options.firstDelayMs; ; delayMs = Math.min(delayMs * BACKOFF_RATE, options.maxDelayMs)) {
    try {
      return await action();
    } catch (error) {
      if (!options.when(error) || options.now() + delayMs > deadline) throw error;
    }
    await options.sleep(delayMs);
  }
}
