import type { ErrorObject, ValidateFunction } from "ajv";
import { type Issue, RequestError } from "../errors.ts";
import { isBeyondHorizon, toMilliseconds } from "./timestamp.ts";
import { isCancelRequest, isScheduleRequest } from "./validators.ts";

export interface ScheduleRequest {
  /** UTC, in the form of `toISOString()`. */
  readonly timestamp: string;
  readonly message: unknown;
  readonly id?: string;
}

export type CancelRequest = { readonly executionArn: string } | { readonly id: string };

/** Pipedream fails on an event with more than 256 levels; the task's own wrapping takes a few of them. */
const MAX_DEPTH = 240;

/** An answer has a size that somebody reads. */
const MAX_ISSUES = 100;

/** The request that a body holds. Throws with every issue at once. */
export function parseScheduleRequest(body: unknown, now: number): ScheduleRequest {
  const issues = validate(isScheduleRequest, body);
  const { timestamp, message, id } = (
    typeof body === "object" && body !== null ? body : {}
  ) as ScheduleRequest;
  const timestampIsValid = typeof timestamp === "string" && !issues.some(({ path }) => path === "timestamp");
  const ms = timestampIsValid ? toMilliseconds(timestamp) : undefined;
  if (timestampIsValid) issues.push(...timestampIssues(ms, now));
  const problem = messageProblem(message);
  if (problem) issues.push({ path: "message", message: problem });
  if (issues.length > 0 || ms === undefined) throw invalidRequest(issues);
  return { timestamp: new Date(ms).toISOString(), message, ...(id !== undefined && { id }) };
}

export function parseCancelRequest(body: unknown): CancelRequest {
  const issues = validate(isCancelRequest, body);
  if (issues.length > 0) throw invalidRequest(issues);
  const { executionArn, id } = body as { executionArn?: string; id?: string };
  return executionArn === undefined ? { id: id as string } : { executionArn };
}

export function invalidRequest(issues: readonly Issue[]): RequestError {
  const list = issues.map(({ path, message }) => (path ? `${path} ${message}` : message)).join("; ");
  return new RequestError("invalid_request", `The request is not valid: ${list}`, { issues });
}

function timestampIssues(ms: number | undefined, now: number): Issue[] {
  if (ms === undefined) return [{ path: "timestamp", message: "is not a moment that exists" }];
  if (!isBeyondHorizon(ms, now)) return [];
  return [{ path: "timestamp", message: "must be at most one year (365 days less one hour) ahead" }];
}

/** One issue a field: the first that ajv found. */
function validate(validator: ValidateFunction, body: unknown): Issue[] {
  if (validator(body)) return [];
  const errors = (validator.errors ?? []).filter(({ schemaPath }) => !schemaPath.startsWith("#/oneOf/"));
  const issues = new Map<string, Issue>();
  if (errors.length > MAX_ISSUES) errors.length = MAX_ISSUES;
  for (const issue of errors.map(toIssue)) {
    if (!issues.has(issue.path)) issues.set(issue.path, issue);
  }
  return [...issues.values()];
}

const PATTERN_MESSAGES: Readonly<Record<string, string>> = {
  timestamp:
    "must be an RFC 3339 date-time with a zone: date, T, time to the second, and then Z or an offset such as +01:00",
  id: "must be 1 to 64 characters out of A-Z, a-z, 0-9, _ and -",
};

function toIssue({ keyword, instancePath, params, message = "is not valid" }: ErrorObject): Issue {
  const path = instancePath.slice(1);
  switch (keyword) {
    case "additionalProperties":
      return {
        path: String(params.additionalProperty).slice(0, 100),
        message: "is not a property that is known here",
      };
    case "required":
      return { path: String(params.missingProperty), message: "is required" };
    case "oneOf":
      return { path: "", message: "executionArn or id is required, and only one of the two" };
    case "type":
      return path
        ? { path, message: `must be a ${params.type}` }
        : { path, message: "the body must be a JSON object" };
    case "pattern":
    case "format":
      return { path, message: PATTERN_MESSAGES[path] ?? message };
    default:
      return { path, message };
  }
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
