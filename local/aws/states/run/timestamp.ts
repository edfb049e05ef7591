/** Upper-case T and Z and a zone, as the profile of RFC 3339 that Step Functions reads demands. */
const TIMESTAMP = /^(\d{4}-(\d\d)-(\d\d))T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970, or undefined for what Step Functions rejects. Fractions of a second are cut off. */
export function parseTimestamp(text: string): number | undefined {
  const [, date, , day] = TIMESTAMP.exec(text) ?? [];
  const time = Date.parse(text);
  if (!date || Number.isNaN(time)) return undefined;
  if (new Date(date).getUTCDate() !== Number(day)) return undefined;
  return Math.floor(time / 1_000) * 1_000;
}
