/** An execution lives for a year at most (365 days); the last hour of it is left for delivery. */
export const HORIZON_MS = (365 * 24 - 1) * 3_600_000;

/** RFC 3339 date-time: a zone is required, and the separators are those of the standard, not of its dialects. */
export const TIMESTAMP_PATTERN =
  "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$";

/** Before it, a year has more than four digits and a sign. */
const YEAR_0 = Date.parse("0000-01-01T00:00:00Z");

/** Milliseconds since 1970, or `undefined` if there is no such moment in UTC (a leap second, say). Fractions beyond ms are cut. */
export function toMilliseconds(timestamp: string): number | undefined {
  const ms = Date.parse(timestamp.toUpperCase());
  return Number.isNaN(ms) || ms < YEAR_0 ? undefined : ms;
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
