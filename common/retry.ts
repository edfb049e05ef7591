/** What waiting needs of the world. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after that time, or as soon as the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** How long something is tried. No further attempt starts later than `timeoutMs` after the first. */
export interface Limits {
  readonly timeoutMs: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** How much longer each delay is than the one before. */
const BACKOFF_RATE = 1.5;

/** Repeats the action, with growing delays, while `when(error)` holds and there is time. Throws the last error. */
export async function retry<T>(
  action: () => Promise<T>,
  { when, ...limits }: Limits & { readonly when: (error: unknown) => boolean },
  clock: Clock,
): Promise<T> {
  const pauses = pausesWithin(limits, clock);
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!when(error) || !(await pauses())) throw error;
    }
  }
}

/** Looks, with growing delays, until `isDone(seen)` holds or time is up. Resolves to what was seen last. */
export async function poll<T>(
  look: () => Promise<T>,
  isDone: (seen: T) => boolean,
  limits: Limits,
  clock: Clock,
): Promise<T> {
  const pauses = pausesWithin(limits, clock);
  for (;;) {
    const seen = await look();
    if (isDone(seen) || !(await pauses())) return seen;
  }
}

/** A function that sleeps for the next delay and resolves to true, or to false at once when time is up. */
function pausesWithin({ timeoutMs, firstDelayMs, maxDelayMs }: Limits, clock: Clock) {
  const deadline = clock.now() + timeoutMs;
  let delayMs = firstDelayMs;
  return async () => {
    if (clock.now() + delayMs > deadline) return false;
    await clock.sleep(delayMs);
    delayMs = Math.min(delayMs * BACKOFF_RATE, maxDelayMs);
    return true;
  };
}

/** Does the work on all items, on at most so many at a time. */
export async function atOnce<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items].reverse();
  const worker = async () => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

/** What the question comes to, or "no-answer" if that takes longer. The question itself cannot be taken back. */
export async function withPatience<T>(
  question: Promise<T>,
  patienceMs: number,
  clock: Clock,
): Promise<T | "no-answer"> {
  const answered = new AbortController();
  const end = clock.sleep(patienceMs, answered.signal).then(() => "no-answer" as const);
  try {
    return await Promise.race([question, end]);
  } finally {
    answered.abort();
  }
}
