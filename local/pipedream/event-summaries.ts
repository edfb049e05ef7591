import type { PublishedEvent } from "./event-log.ts";

const LIMIT = 100;

/** The answer of `GET /v1/sources/<id>/event_summaries`, newest first. Undefined if `limit` is none. */
export function eventSummaries(kept: readonly PublishedEvent[], query: URLSearchParams): object | undefined {
  const limit = Number(query.get("limit") ?? LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT) return undefined;
  const isExpanded = query.get("expand") === "event";
  const events = kept.toReversed().slice(0, limit);
  return {
    page_info: {
      total_count: kept.length,
      count: events.length,
      start_cursor: events[0]?.id,
      end_cursor: events.at(-1)?.id,
    },
    data: events.map(({ id, indexedAtMs, e, metadata }) => ({
      id,
      indexed_at_ms: indexedAtMs,
      ...(isExpanded && { event: e }),
      metadata,
    })),
  };
}
