/** Gives one of the items after the other, and begins again after the last. */
export function inTurn<T>(items: readonly T[]): () => T {
  if (items.length === 0) throw new Error("There must be something to give in turn");
  let given = 0;
  return () => items[given++ % items.length] as T;
}
