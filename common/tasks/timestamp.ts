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

const PARTS = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/i;

/** Before it, a year has more than four digits and a sign. */
const YEAR_0_MS = Date.parse("0000-01-01T00:00:00Z");

/**
 * Milliseconds since 1970 of a timestamp of that pattern with a zone, or `undefined` if there is no such moment, as of a leap
 * second. Exact: digits beyond the millisecond round up, so that no task is early. `Date.parse` takes the 30th of February for
 * the 2nd of March, 24:00 for the next day, and misreads fractions of ten digits.
 */
export function toMilliseconds(timestamp: string): number | undefined {
  const [, ...parts] = PARTS.exec(timestamp) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const [fraction = "", sign, offsetHour = "0", offsetMinute = "0"] = parts.slice(6);
  const [hours, minutes] = [Number(offsetHour), Number(offsetMinute)];
  const isTime = hour <= 23 && minute <= 59 && second <= 59 && hours <= 23 && minutes <= 59;
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
  if (!isDate || !isTime) return undefined;
  const offset = (hours * 60 + minutes) * (sign === "-" ? -60 : 60);
  const seconds = (hour * 60 + minute) * 60 + second - offset;
  return midnight(year, month - 1, day) + seconds * 1_000 + inMilliseconds(fraction);
}

export function isBeforeYear0(ms: number): boolean {
  return ms < YEAR_0_MS;
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

/** The digits behind the point of a second. */
function inMilliseconds(fraction: string): number {
  return Number(fraction.slice(0, 3).padEnd(3, "0")) + Number(/[1-9]/.test(fraction.slice(3)));
}

function daysOf(year: number, month: number): number {
  return new Date(midnight(year, month, 0)).getUTCDate();
}

/** `Date.UTC` takes the years 0 to 99 for those of the last century. Months count from 0. */
function midnight(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}
