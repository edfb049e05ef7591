import type { Issue } from "../errors.ts";
import { durationMs } from "./duration.ts";
import { isTimeZone, toMoment } from "./time-zone.ts";
import { hasZone, isBeforeYear0, isBeyondHorizon, TIMESTAMP_SENTENCE, toMilliseconds } from "./timestamp.ts";

/** The fields of a request that say when a task is due, of the right shape each. */
export interface DueFields {
  readonly timestamp?: string;
  readonly delay?: string;
  readonly timeZone?: string;
}

export type Due = { readonly ms: number } | { readonly issue: Issue };

/** When a task is due, in ms, or what is wrong with how it is said. */
export function parseDue(fields: DueFields, now: number): Due {
  const due = fields.delay === undefined ? fromTimestamp(fields) : fromDelay(fields, now);
  if ("issue" in due || !isBeyondHorizon(due.ms, now)) return due;
  const path = fields.delay === undefined ? "timestamp" : "delay";
  return { issue: { path, message: "must be at most one year (365 days less one hour) ahead" } };
}

function fromDelay({ delay = "", timeZone }: DueFields, now: number): Due {
  if (timeZone !== undefined) {
    return { issue: { path: "timeZone", message: "goes with a timestamp, not with a delay" } };
  }
  return { ms: now + durationMs(delay) };
}

function fromTimestamp({ timestamp = "", timeZone }: DueFields): Due {
  if (timeZone === undefined) {
    if (!hasZone(timestamp)) {
      return { issue: { path: "timestamp", message: `${TIMESTAMP_SENTENCE}; or name its timeZone` } };
    }
    return toDue(toMilliseconds(timestamp));
  }
  if (!isTimeZone(timeZone)) {
    return { issue: { path: "timeZone", message: "must be an IANA time zone, such as Europe/Berlin" } };
  }
  if (hasZone(timestamp)) {
    return { issue: { path: "timestamp", message: "must have no zone of its own next to timeZone" } };
  }
  const local = toMilliseconds(`${timestamp}Z`);
  return toDue(local === undefined ? undefined : toMoment(local, timeZone));
}

/** A 30th of February has the right form, and yet is no moment; neither is 24:00, or a leap second. */
function toDue(ms: number | undefined): Due {
  return ms === undefined || isBeforeYear0(ms)
    ? { issue: { path: "timestamp", message: "is not a valid date and time" } }
    : { ms };
}
