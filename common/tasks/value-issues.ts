import type { Issue } from "../errors.ts";
import { isLostNumber } from "../exact-json.ts";

/** Pipedream fails on an event with more than 256 levels; the task's own wrapping takes a few of them. */
const MAX_DEPTH = 240;
/** An answer has a size that somebody reads. */
const MAX_ISSUES = 100;
const MAX_PATH_LENGTH = 100;

/** A list or an object, and where it is. */
interface Place {
  readonly value: object;
  readonly path: string;
}

/**
 * What would change a JSON value on its way to the event, or keep it from arriving. Looks level by level, without
 * recursion, so that no nesting is too deep for the look itself, and makes nothing of the many values that are all right.
 */
export function valueIssues(root: unknown, name: string): Issue[] {
  const issues: Issue[] = [];
  let level: Place[] = [{ value: { [name]: root }, path: "" }];
  for (let depth = 0; level.length > 0; depth++) {
    const next: Place[] = [];
    for (const { value, path } of level) {
      for (const key in value) {
        if (depth > MAX_DEPTH) {
          return [{ path: name, message: `must not be nested deeper than ${MAX_DEPTH} levels` }];
        }
        const child = (value as Readonly<Record<string, unknown>>)[key];
        const message = isTornText(key) ? TORN : problem(child);
        if (message) issues.push({ path: step(path, key, value).slice(0, MAX_PATH_LENGTH), message });
        else if (isContainer(child)) next.push({ value: child, path: step(path, key, value) });
        if (issues.length >= MAX_ISSUES) return issues;
      }
    }
    level = next;
  }
  return issues;
}

/** `message.items[0].price`, say. */
function step(path: string, key: string, parent: object): string {
  if (path === "") return key;
  return Array.isArray(parent) ? `${path}[${key}]` : `${path}.${key}`;
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
