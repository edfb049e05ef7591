import type { WaitState } from "../language.ts";
import { runtimeFailure } from "./failure.ts";
import { resolvePath, type Scope } from "./path.ts";
import { parseTimestamp } from "./timestamp.ts";

/** Measured: 24,855 days are accepted, a day more is not. */
const LONGEST_WAIT_MS = 24_856 * 24 * 3_600_000;
const LONGEST_WAIT_SECONDS = 99_999_999;

/** When a Wait state that is entered now will be over. */
export function waitEnd(state: WaitState, scope: Scope, now: number): number {
  const end = findEnd(state, scope, now);
  if (end - now >= LONGEST_WAIT_MS) throw runtimeFailure("Wait state delay is too long.");
  return end;
}

function findEnd(state: WaitState, scope: Scope, now: number): number {
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = state;
  if (Seconds !== undefined) return now + Seconds * 1_000;
  if (SecondsPath !== undefined) return now + readSeconds(SecondsPath, scope) * 1_000;
  if (TimestampPath !== undefined) return readTimestamp(TimestampPath, scope);
  return parseTimestamp(Timestamp ?? "") ?? now;
}

function readSeconds(path: string, scope: Scope): number {
  const seconds = requireValue(path, scope);
  const isValid =
    Number.isInteger(seconds) && Number(seconds) >= 0 && Number(seconds) <= LONGEST_WAIT_SECONDS;
  if (isValid) return Number(seconds);
  throw runtimeFailure(
    `The SecondsPath parameter does not reference a positive integer: ${path} == ${JSON.stringify(seconds)}`,
  );
}

function readTimestamp(path: string, scope: Scope): number {
  const value = requireValue(path, scope);
  const time = typeof value === "string" ? parseTimestamp(value) : undefined;
  if (time !== undefined) return time;
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  throw runtimeFailure(
    "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: " +
      `${path} == ${shown}`,
  );
}

function requireValue(path: string, scope: Scope): unknown {
  const value = resolvePath(path, scope);
  if (value === undefined) throw runtimeFailure(`Invalid path '${path}': No results for path: ${path}`);
  return value;
}
