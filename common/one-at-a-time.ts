const tails = new Map<string, Promise<unknown>>();

/** Runs the action when those begun earlier under the same key have ended. Keys are forgotten when nobody waits. */
export async function oneAtATime<T>(key: string, action: () => Promise<T>): Promise<T> {
  const before = tails.get(key);
  const own = before ? before.then(action, action) : action();
  const tail = own.catch(() => {});
  tails.set(key, tail);
  try {
    return await own;
  } finally {
    if (tails.get(key) === tail) tails.delete(key);
  }
}
