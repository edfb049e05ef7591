import { now } from "./clock.js";

/** @type {readonly [string, number][]} */
const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
];

/**
 * The two largest parts of a duration: "2 d 4 h", "3 min 5 s", "12 s".
 * @param {number} ms
 */
export function duration(ms) {
  let seconds = Math.max(0, Math.ceil(ms / 1_000));
  const parts = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}

const A_DAY_MS = 86_400_000;

/**
 * How late an event was. Of a task that was given a time long past, when that was says more.
 * @param {number} at
 * @param {number} due
 */
export function lateness(at, due) {
  const ms = Math.max(0, at - due);
  if (ms >= A_DAY_MS) return `due ${day.format(due)}`;
  return ms < 10_000 ? `${ms} ms late` : `${duration(ms)} late`;
}

/** Marks that turn the order of the text around them, so that it reads as something else. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * JSON with those marks as what they are: in JSON they can be escaped like any other character.
 * @param {string} json
 */
export function escapeTurning(json) {
  return json.replace(TURNING, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * A value as JSON that reads as what it is, or nothing if there is none.
 * @param {unknown} value
 * @param {number} [indent]
 */
export function legible(value, indent) {
  return escapeTurning(JSON.stringify(value, null, indent) ?? "");
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const dayAndClock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/**
 * A moment in the viewer's zone, without the date if that is today's.
 * @param {number} ms
 */
export function moment(ms) {
  const isToday = new Date(ms).toDateString() === new Date(now()).toDateString();
  return (isToday ? clock : dayAndClock).format(ms);
}

/**
 * A moment in the viewer's zone.
 * @param {number} ms
 */
export function dayAndTime(ms) {
  return dayAndClock.format(ms);
}

/**
 * The viewer's zone at that moment: "Europe/Rome (GMT+2)".
 * @param {number} [ms]
 */
export function zone(ms = now()) {
  const { timeZone } = clock.resolvedOptions();
  const parts = new Intl.DateTimeFormat("en", { timeZoneName: "shortOffset" }).formatToParts(ms);
  const offset = parts.find(({ type }) => type === "timeZoneName")?.value;
  return offset && offset !== timeZone ? `${timeZone} (${offset})` : timeZone;
}

/**
 * A value for an input of date and time: the viewer's, to the second.
 * @param {number} ms
 */
export function localDateTime(ms) {
  const offsetMs = new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - offsetMs).toISOString().slice(0, 19);
}
