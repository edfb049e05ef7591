import type { EventLog } from "../../pipedream/event-log.ts";

const SHOWN = 20;

/** A page of the source's events, the newest first: those before the event of that id, or the last ones. */
export function history({ all }: EventLog, before: string | null) {
  const index = before === null ? -1 : all.findIndex(({ id }) => id === before);
  const end = index === -1 ? all.length : index;
  const start = Math.max(0, end - SHOWN);
  return {
    total: all.length,
    /** How many are newer than these. */
    newer: all.length - end,
    events: all
      .slice(start, end)
      .toReversed()
      .map(({ e, id, ts }) => ({ e, id, ts })),
  };
}
