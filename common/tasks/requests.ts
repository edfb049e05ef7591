import { type Issue, RequestError } from "../errors.ts";
import { check } from "./check.ts";
import { cancelRequestSchema, scheduleRequestSchema } from "./schemas.ts";
import { isBeyondHorizon, toMilliseconds } from "./timestamp.ts";

export interface ScheduleRequest {
  /** UTC, in the form of `toISOString()`. */
  readonly timestamp: string;
  readonly message: unknown;
  readonly id?: string;
}

export type CancelRequest = { readonly executionArn: string } | { readonly id: string };

/** Pipedream fails on an event with more than 256 levels; the task's own wrapping takes a few of them. */
const MAX_DEPTH = 240;

const SENTENCES = {
  timestamp:
    "must be an RFC 3339 date-time with a zone: date, T, time to the second, and then Z or an offset such as +01:00",
  id: "must be a string of 1 to 64 characters out of A-Z, a-z, 0-9, _ and -",
};

/** The request that a body holds. Throws with every issue at once. */
export function parseScheduleRequest(body: unknown, now: number): ScheduleRequest {
  const issues = check(body, scheduleRequestSchema, SENTENCES);
  const { timestamp, message, id } = (
    typeof body === "object" && body !== null ? body : {}
  ) as ScheduleRequest;
  const timestampIsValid = typeof timestamp === "string" && !issues.some(({ path }) => path === "timestamp");
  const ms = timestampIsValid && isInCalendar(timestamp) ? toMilliseconds(timestamp) : undefined;
  if (timestampIsValid) issues.push(...timestampIssues(ms, now));
  const problem = messageProblem(message);
  if (problem) issues.push({ path: "message", message: problem });
  if (issues.length > 0 || ms === undefined) throw invalidRequest(issues);
  return { timestamp: new Date(ms).toISOString(), message, ...(id !== undefined && { id }) };
}

export function parseCancelRequest(body: unknown): CancelRequest {
  const issues = check(body, cancelRequestSchema, SENTENCES);
  if (issues.length > 0) throw invalidRequest(issues);
  const { executionArn, id } = body as { executionArn?: string; id?: string };
  return executionArn === undefined ? { id: id as string } : { executionArn };
}

export function invalidRequest(issues: readonly Issue[]): RequestError {
  const list = issues.map(({ path, message }) => (path ? `${path} ${message}` : message)).join("; ");
  return new RequestError("invalid_request", `The request is not valid: ${list}`, { issues });
}

/** `Date.parse` reads the 30th of February as the 2nd of March, and 24:00 as the next day. */
function isInCalendar(timestamp: string): boolean {
  const local = timestamp.slice(0, "2026-12-24T18:00:00".length).toUpperCase();
  const ms = Date.parse(`${local}Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(local);
}

function timestampIssues(ms: number | undefined, now: number): Issue[] {
  if (ms === undefined) return [{ path: "timestamp", message: "is not a moment that exists" }];
  if (!isBeyondHorizon(ms, now)) return [];
  return [{ path: "timestamp", message: "must be at most one year (365 days less one hour) ahead" }];
}

/** Looks without recursion, so that no nesting is too deep for the look itself. */
function messageProblem(message: unknown): string | undefined {
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
