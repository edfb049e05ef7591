import { type Issue, RequestError } from "../errors.ts";
import { check } from "./check.ts";
import { cancelRequestSchema, scheduleRequestSchema } from "./schemas.ts";
import { isBeyondHorizon, type Reading, readTimestamp } from "./timestamp.ts";
import { valueIssues } from "./value-issues.ts";

export interface ScheduleRequest {
  /** UTC, in the form of `toISOString()`. */
  readonly timestamp: string;
  readonly message: unknown;
  readonly id?: string;
}

export type CancelRequest = { readonly executionArn: string } | { readonly id: string };

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
  const isReadable = typeof timestamp === "string" && !issues.some(({ path }) => path === "timestamp");
  const reading = isReadable ? readTimestamp(timestamp) : undefined;
  const ms = reading && "ms" in reading ? reading.ms : undefined;
  if (reading) issues.push(...timestampIssues(reading, now));
  issues.push(...valueIssues(message, "message"));
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

function timestampIssues(reading: Reading, now: number): Issue[] {
  if ("problem" in reading) return [{ path: "timestamp", message: reading.problem }];
  if (!isBeyondHorizon(reading.ms, now)) return [];
  return [{ path: "timestamp", message: "must be at most one year (365 days less one hour) ahead" }];
}
