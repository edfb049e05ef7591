/** Pipedream fails on an event with more than 256 levels; the task's own wrapping takes a few of them. */
const MAX_DEPTH = 240;

/** What keeps a message from arriving as it is. Looks without recursion, so that no nesting is too deep for the look. */
export function messageProblem(message: unknown): string | undefined {
  let level: unknown[] = [message];
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    // 1e999 is valid JSON, and was parsed to Infinity, which would go on as null.
    if (level.some((item) => typeof item === "number" && !Number.isFinite(item))) {
      return "must not hold a number beyond 1.8e308";
    }
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
    if (level.length === 0) return undefined;
  }
  return `must not be nested deeper than ${MAX_DEPTH} levels`;
}
