import { randomUUID } from "node:crypto";
import { compareNumber } from "lossless-json";

/** What `parseExactly` puts in the place of a number that it cannot hold. No caller can guess it, so none can write it. */
const LOST = `lost number ${randomUUID()}`;
const LOST_TEXT = JSON.stringify({ [LOST]: true });

/** A double holds every number of at most 15 digits, unless its exponent has three. */
const MAY_LOSE = /\d[\d.]{15}|\d[eE][+-]?\d{3}/;
/** The strings of a valid JSON text, and its numbers. */
const STRINGS_AND_NUMBERS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * Parses as `JSON.parse` does, but for numbers that a double would change, such as 7615917337495251231: these become
 * values that `isLostNumber` knows. Throws a `SyntaxError`.
 */
export function parseExactly(text: string): unknown {
  const value = JSON.parse(text);
  if (!MAY_LOSE.test(text)) return value;
  const marked = text.replace(STRINGS_AND_NUMBERS, (token) =>
    token.startsWith('"') || isHeld(token) ? token : LOST_TEXT,
  );
  return marked === text ? value : JSON.parse(marked);
}

export function isLostNumber(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, LOST);
}

/** Whether a number is still the same when it is written again: 0.10 is, and so is 1e20. */
function isHeld(token: string): boolean {
  const number = Number(token);
  return Number.isFinite(number) && compareNumber(token, String(number)) === 0;
}
