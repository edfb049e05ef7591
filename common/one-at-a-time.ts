const tails = new Map<string, Promise<unknown>>();

/** Runs the action when those begun earlier under the same key have ended. Keys are forgotten when nobody waits. */
export function oneAtATime<T>(key: string, action: () => Promise<T>): Promise<T> {
  const own = tails.get(key)?.then(action, action) ?? action();
  const forget = () => {
    if (tails.get(key) === own) tails.delete(key);
  };
  tails.set(key, own);
  own.then(forget, forget);
  return own;
}
