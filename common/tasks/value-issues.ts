import type { Issue } from "../errors.ts";
import { isLostNumber } from "../exact-json.ts";

/** Pipedream fails on an event with more than 256 levels; the task's own wrapping takes a few of them. */
const MAX_DEPTH = 240;
/** An answer has a size that somebody reads. */
const MAX_ISSUES = 100;
const MAX_PATH_LENGTH = 100;

interface Place {
  readonly value: unknown;
  readonly path: string;
}

/**
 * What would change a JSON value on its way to the event, or keep it from arriving. Looks level by level, without
 * recursion, so that no nesting is too deep for the look itself.
 */
export function valueIssues(root: unknown, name: string): Issue[] {
  const issues: Issue[] = [];
  let level: Place[] = [{ value: root, path: name }];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      return [{ path: name, message: `must not be nested deeper than ${MAX_DEPTH} levels` }];
    }
    const next: Place[] = [];
    for (const { value, path } of level) {
      const message = problem(value);
      if (message) issues.push({ path: path.slice(0, MAX_PATH_LENGTH), message });
      else if (isContainer(value)) {
        const isList = Array.isArray(value);
        for (const [key, child] of Object.entries(value)) {
          if (isTornText(key)) issues.push({ path, message: TORN });
          next.push({ value: child, path: isList ? `${path}[${key}]` : `${path}.${key}` });
        }
      }
      if (issues.length >= MAX_ISSUES) return issues;
    }
    level = next;
  }
  return issues;
}

const TORN = "holds half of a surrogate pair, which is no character";

function problem(value: unknown): string | undefined {
  if (isLostNumber(value) || (typeof value === "number" && !Number.isFinite(value))) {
    return "is a number that a double does not hold as it is: send it as a string";
  }
  return typeof value === "string" && isTornText(value) ? TORN : undefined;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** UTF-8, in which SNS carries a message, has no bytes for one half of a pair. */
function isTornText(text: string): boolean {
  return /\p{Cs}/u.test(text);
}
