/** An execution lives for a year at most (365 days); the last hour of it is left for delivery. */
export const HORIZON_MS = (365 * 24 - 1) * 3_600_000;

/** RFC 3339 date-time, whose separators are those of the standard, not of its dialects; as local time without a zone. */
export const LOCAL_OR_ZONED_PATTERN =
  "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?$";

/** What a timestamp has to look like, for whoever sent one that does not. */
export const TIMESTAMP_SENTENCE =
  "must be an RFC 3339 date-time with a zone: date, T, time to the second, and then Z or an offset such as +01:00";

/** Whether a timestamp of that pattern says its zone. */
export function hasZone(timestamp: string): boolean {
  return /([Zz]|[+-]\d{2}:\d{2})$/.test(timestamp);
}

/** Before it, a year has more than four digits and a sign. */
const YEAR_0 = Date.parse("0000-01-01T00:00:00Z");

/** Milliseconds since 1970, or `undefined` if there is no such moment in UTC (a leap second, say). Fractions beyond ms are cut. */
export function toMilliseconds(timestamp: string): number | undefined {
  if (!isInCalendar(timestamp)) return undefined;
  const ms = Date.parse(timestamp.toUpperCase());
  return Number.isNaN(ms) || ms < YEAR_0 ? undefined : ms;
}

/** `Date.parse` reads the 30th of February as the 2nd of March, and 24:00 as the next day. */
function isInCalendar(timestamp: string): boolean {
  const local = timestamp.slice(0, "2026-12-24T18:00:00".length).toUpperCase();
  const ms = Date.parse(`${local}Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(local);
}

export function isBeyondHorizon(ms: number, now: number): boolean {
  return ms > now + HORIZON_MS;
}

/**
 * The moment for a Wait state, from 1970 on, rounded up: Step Functions cuts fractions of a second, and would fire early.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
 */
export function toWaitTimestamp(ms: number): string {
  return new Date(Math.max(0, Math.ceil(ms / 1_000) * 1_000)).toISOString().replace(".000Z", "Z");
}
