/** An answer that takes a while, as it was found the last time. */
export interface Look<T> {
  /** The answer, at most so old; an older one, or none, if the new one takes long. */
  now(): Promise<T | undefined>;
  /** Something has changed: the next caller waits for a new answer. */
  forget(): void;
}

export interface LookOptions {
  readonly maxAgeMs: number;
  readonly patienceMs: number;
  readonly now?: () => number;
}

/** Asks only while somebody wants to know, one question at a time, and not again before the answer is of some age. */
export function looking<T>(
  ask: () => Promise<T>,
  { maxAgeMs, patienceMs, now = Date.now }: LookOptions,
): Look<T> {
  let last: T | undefined;
  let freshUntil = 0;
  let asking: Promise<T | undefined> | undefined;
  let changes = 0;
  const start = () => {
    const changesBefore = changes;
    return ask().then(
      (answer) => {
        last = answer;
        // What has changed meanwhile may not be in the answer.
        freshUntil = changes === changesBefore ? now() + maxAgeMs : 0;
        asking = undefined;
        return answer;
      },
      () => {
        asking = undefined;
        return last;
      },
    );
  };
  return {
    async now() {
      if (now() < freshUntil) return last;
      asking ??= start();
      const patience = new Promise<undefined>((resolve) =>
        setTimeout(() => resolve(undefined), patienceMs).unref(),
      );
      return (await Promise.race([asking, patience])) ?? last;
    },
    forget() {
      changes += 1;
      freshUntil = 0;
    },
  };
}
