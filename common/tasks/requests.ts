import { type Issue, invalidRequest } from "../errors.ts";
import { check, type ObjectSchema } from "./check.ts";
import { type DueFields, parseDue } from "./due.ts";
import { cancelRequestSchema, rescheduleRequestSchema, scheduleRequestSchema } from "./schemas.ts";
import { TIMESTAMP_SENTENCE } from "./timestamp.ts";
import { valueIssues } from "./value-issues.ts";

/** When a task is due. */
export interface Timing {
  /** UTC, in the form of `toISOString()`. */
  readonly timestamp: string;
  /** As it was asked for, if it was: then the same request at another time is the same task. */
  readonly delay?: string;
}

export interface ScheduleRequest extends Timing {
  readonly id?: string;
  /** One message, or several for the same moment. */
  readonly content: { readonly message: unknown } | { readonly messages: readonly unknown[] };
}

/** By which a caller names a task. */
export type TaskName = { readonly executionArn: string } | { readonly id: string };
export type CancelRequest = TaskName | { readonly idPrefix: string; readonly dryRun: boolean };
export type RescheduleRequest = TaskName & Timing;

const SENTENCES = {
  timestamp: TIMESTAMP_SENTENCE,
  delay:
    "must be an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as PT2H30M or P3D; months and years have no fixed length",
  id: "must be a string of 1 to 64 characters out of A-Z, a-z, 0-9, _ and -",
  idPrefix: "must be a string of 3 to 64 characters out of A-Z, a-z, 0-9, _ and -",
};

/** The request that a body holds. Throws with every issue at once. */
export function parseScheduleRequest(body: unknown, now: number): ScheduleRequest {
  const { fields, issues } = read<ScheduleFields>(body, scheduleRequestSchema);
  const timing = parseTiming(fields, issues, now);
  for (const path of ["message", "messages"] as const) {
    if (!issues.some((issue) => issue.path === path)) issues.push(...valueIssues(fields[path], path));
  }
  if (issues.length > 0 || !timing) throw invalidRequest(issues);
  const { id, message, messages } = fields;
  const content = messages === undefined ? { message } : { messages };
  return { ...timing, content, ...(id !== undefined && { id }) };
}

interface ScheduleFields extends DueFields {
  readonly id?: string;
  readonly message?: unknown;
  readonly messages?: readonly unknown[];
}

export function parseCancelRequest(body: unknown): CancelRequest {
  const { fields, issues } = read<NameFields & { idPrefix?: string; dryRun?: boolean }>(
    body,
    cancelRequestSchema,
  );
  const { idPrefix, dryRun } = fields;
  if (dryRun !== undefined && idPrefix === undefined && issues.length === 0) {
    issues.push({ path: "dryRun", message: "goes with idPrefix" });
  }
  if (issues.length > 0) throw invalidRequest(issues);
  return idPrefix === undefined ? toTaskName(fields) : { idPrefix, dryRun: dryRun ?? false };
}

export function parseRescheduleRequest(body: unknown, now: number): RescheduleRequest {
  const { fields, issues } = read<NameFields & DueFields>(body, rescheduleRequestSchema);
  const timing = parseTiming(fields, issues, now);
  if (issues.length > 0 || !timing) throw invalidRequest(issues);
  return { ...toTaskName(fields), ...timing };
}

interface NameFields {
  readonly executionArn?: string;
  readonly id?: string;
}

function toTaskName({ executionArn, id }: NameFields): TaskName {
  return executionArn === undefined ? { id: id as string } : { executionArn };
}

/** The fields of a body, and what is wrong with them: only fields without an issue have their types. */
function read<Fields>(body: unknown, schema: ObjectSchema): { fields: Fields; issues: Issue[] } {
  const issues = check(body, schema, SENTENCES);
  const fields = (typeof body === "object" && body !== null ? body : {}) as Fields;
  return { fields, issues };
}

/** Adds what is wrong with the time to the issues, unless its fields have some already. */
function parseTiming(fields: DueFields, issues: Issue[], now: number): Timing | undefined {
  const names = ["timestamp", "delay", "timeZone"];
  if (issues.some(({ path }) => path === "" || names.includes(path))) return undefined;
  const due = parseDue(fields, now);
  if ("issue" in due) {
    issues.push(due.issue);
    return undefined;
  }
  const { delay } = fields;
  return { timestamp: new Date(due.ms).toISOString(), ...(delay !== undefined && { delay }) };
}
