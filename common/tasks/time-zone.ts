import { tzOffset } from "@date-fns/tz";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Whether this Node knows the zone. Offsets such as `+02:00` are no zones. */
export function isTimeZone(timeZone: string): boolean {
  if (!/^[A-Za-z]/.test(timeZone)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone });
    return true;
  } catch {
    return false;
  }
}

/**
 * The moment at which clocks in the zone show a local time, both in ms, the local one as if it were UTC. A time that the
 * clocks skip moves forward by the length of the gap; of one that comes twice it is the first.
 */
export function toMoment(localMs: number, timeZone: string): number {
  const offsetAt = (ms: number) => tzOffset(timeZone, new Date(ms)) * MINUTE_MS;
  const before = localMs - offsetAt(localMs - DAY_MS);
  const after = localMs - offsetAt(localMs + DAY_MS);
  const shown = [before, after].filter((ms) => ms + offsetAt(ms) === localMs);
  return shown.length > 0 ? Math.min(...shown) : before;
}
