export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** One page of items in ascending `order`. The token holds the last order seen, so items may vanish between pages. */
export function page<T>(
  items: Iterable<T>,
  order: (item: T) => number,
  size: number,
  token: string | undefined,
  invalidToken: () => Error,
): Page<T> {
  const after = token === undefined ? Number.NEGATIVE_INFINITY : decode(token);
  if (after === undefined) throw invalidToken();
  const left = [...items].filter((item) => order(item) > after).sort((a, b) => order(a) - order(b));
  const chosen = left.slice(0, size);
  const last = chosen.at(-1);
  if (left.length <= size || last === undefined) return { items: chosen };
  return { items: chosen, nextToken: encode(order(last)) };
}

function encode(order: number): string {
  return Buffer.from(`after ${order}`).toString("base64url");
}

function decode(token: string): number | undefined {
  const order = /^after (-?\d+)$/.exec(Buffer.from(token, "base64url").toString())?.[1];
  return order === undefined ? undefined : Number(order);
}
