/** ISO 8601, without months and years: their length depends on where they begin. Only seconds have a fraction. */
export const DURATION_PATTERN =
  "^P(?=[0-9T])([0-9]{1,6}W)?([0-9]{1,6}D)?(T(?=[0-9])([0-9]{1,6}H)?([0-9]{1,8}M)?([0-9]{1,9}([.,][0-9]{1,9})?S)?)?$";

const PARTS = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.,]+)S)?)?$/;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** The length of a duration of that pattern in ms, rounded up. A day has 24 hours. */
export function durationMs(duration: string): number {
  const parts = PARTS.exec(duration)?.slice(1) ?? [];
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part = "0") =>
    Number(part.replace(",", ".")),
  );
  const whole = weeks * 7 * DAY + days * DAY + hours * HOUR + minutes * 60 * SECOND;
  return whole + Math.ceil(Number((seconds * SECOND).toFixed(6)));
}
