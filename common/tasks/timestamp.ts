/** An execution lives for a year at most (365 days); the last hour of it is left for delivery. */
export const HORIZON_MS = (365 * 24 - 1) * 3_600_000;

/** RFC 3339 date-time: a zone is required, and the separators are those of the standard, not of its dialects. */
export const TIMESTAMP_PATTERN =
  "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$";

const PARTS =
  /^(?<date>\d{4}-\d\d-\d\d)T(?<time>\d\d:\d\d:\d\d)(\.(?<fraction>\d+))?(Z|(?<sign>[+-])(?<offset>\d\d:\d\d))$/i;

/** Before it, a year has more than four digits and a sign. */
const YEAR_0_MS = Date.parse("0000-01-01T00:00:00Z");

/** A moment in milliseconds since 1970, or what is wrong, to be said of the timestamp. */
export type Reading = { readonly ms: number } | { readonly problem: string };

/**
 * Reads a timestamp of the pattern above, exactly: of a fraction, digits beyond the millisecond round up, so that no task
 * is early. `Date.parse` takes the 30th of February for the 2nd of March, 24:00 for the next day, and misreads fractions
 * of ten digits.
 */
export function readTimestamp(timestamp: string): Reading {
  const { date = "", time = "", fraction = "", sign, offset = "00:00" } = PARTS.exec(timestamp)?.groups ?? {};
  const [year, month, day] = numbers(date, "-");
  const [hour, minute, second] = numbers(time, ":");
  const [offsetHour, offsetMinute] = numbers(offset, ":");
  const ranges = [
    ["months", month, 1, 12],
    ["days of that month", day, 1, daysOf(year, month)],
    ["hours", hour, 0, 23],
    ["minutes", minute, 0, 59],
    ["seconds", second, 0, 59],
    ["hours of an offset", offsetHour, 0, 23],
    ["minutes of an offset", offsetMinute, 0, 59],
  ] as const;
  const outside = ranges.find(([, value, min, max]) => !(value >= min && value <= max));
  if (outside) {
    const [unit, value, min, max] = outside;
    const hint = unit === "seconds" && value === 60 ? ", and leap seconds are not known here" : "";
    return invalid(`${unit} go from ${min} to ${max}${hint}`);
  }
  const seconds = (hour * 60 + minute) * 60 + second;
  const offsetSeconds = (offsetHour * 60 + offsetMinute) * (sign === "-" ? -60 : 60);
  const ms = midnight(year, month - 1, day) + (seconds - offsetSeconds) * 1_000 + toMilliseconds(fraction);
  return ms < YEAR_0_MS ? invalid("in UTC, it is before the year 0") : { ms };
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

function invalid(reason: string): Reading {
  return { problem: `is not a valid date and time: ${reason}` };
}

function numbers(text: string, separator: string): [number, number, number] {
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN] = text.split(separator).map(Number);
  return [a, b, c];
}

/** The digits behind the point of a second. */
function toMilliseconds(fraction: string): number {
  return Number(fraction.slice(0, 3).padEnd(3, "0")) + Number(/[1-9]/.test(fraction.slice(3)));
}

function daysOf(year: number, month: number): number {
  return new Date(midnight(year, month, 0)).getUTCDate();
}

/** `Date.UTC` takes the years 0 to 99 for those of the last century. Months count from 0. */
function midnight(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}
