import type { Issue } from "../errors.ts";
import { isLostNumber } from "../exact-json.ts";

/** Pipedream fails on an event with more than 256 levels; the task's own wrapping takes a few of them. */
const MAX_DEPTH = 240;
/** An answer has a size that somebody reads. */
const MAX_ISSUES = 100;
const MAX_PATH_LENGTH = 100;

interface Place {
  readonly value: unknown;
  readonly key: string | number;
  readonly parent?: Place;
}

/**
 * What would change a JSON value on its way to the event, or keep it from arriving. Looks level by level, without
 * recursion, so that no nesting is too deep for the look itself.
 */
export function valueIssues(root: unknown, name: string): Issue[] {
  const top = { value: root, key: name };
  const message = problem(top);
  if (message) return [{ path: name, message }];
  const issues: Issue[] = [];
  let level: Place[] = isContainer(root) ? [top] : [];
  for (let depth = 0; level.length > 0 && issues.length < MAX_ISSUES; depth++) {
    const next: Place[] = [];
    for (const parent of level) {
      const children = parent.value as Readonly<Record<string | number, unknown>>;
      for (const key of Array.isArray(children) ? children.keys() : Object.keys(children)) {
        if (depth === MAX_DEPTH) return [tooDeep(name)];
        const child = { value: children[key], key, parent };
        const message = problem(child);
        if (message) issues.push({ path: toPath(child), message });
        else if (isContainer(child.value)) next.push(child);
        if (issues.length === MAX_ISSUES) return issues;
      }
    }
    level = next;
  }
  return issues;
}

function tooDeep(path: string): Issue {
  return { path, message: `must not be nested deeper than ${MAX_DEPTH} levels` };
}

function problem({ value, key }: Place): string | undefined {
  if (isLostNumber(value) || (typeof value === "number" && !Number.isFinite(value))) {
    return "is a number that a double does not hold as it is: send it as a string";
  }
  const isTorn =
    (typeof key === "string" && isTornText(key)) || (typeof value === "string" && isTornText(value));
  return isTorn ? "holds half of a surrogate pair, which is no character" : undefined;
}

function isContainer(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** UTF-8, in which SNS carries a message, has no bytes for one half of a pair. */
function isTornText(text: string): boolean {
  return /\p{Cs}/u.test(text);
}

/** `message.items[0].price`, say. */
function toPath(place: Place): string {
  const steps: string[] = [];
  for (let at: Place | undefined = place; at; at = at.parent) steps.unshift(toStep(at));
  return steps.join("").slice(0, MAX_PATH_LENGTH);
}

function toStep({ key, parent }: Place): string {
  if (!parent) return String(key);
  if (typeof key === "number") return `[${key}]`;
  return /^[\w$-]{1,100}$/.test(key) ? `.${key}` : `[${JSON.stringify(key.slice(0, MAX_PATH_LENGTH))}]`;
}
