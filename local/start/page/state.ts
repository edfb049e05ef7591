import type { Deployment } from "../../pipedream/deployment.ts";
import type { LogEntry } from "../../pipedream/logs.ts";
import type { StackView } from "./stack-watch.ts";
import { byDueTime } from "./task.ts";

const LOG_LINES = 100;
const PENDING_SHOWN = 25;
const CANCELLED_SHOWN = 20;

export interface LogLine {
  readonly ts: number;
  readonly level: string;
  readonly text: string;
}

/** What the page shows of the source itself: neither its db nor its props nor any key. */
export function sourceView({ id, component, endpoint, status, events, logs }: Deployment) {
  return {
    source: { id, name: component.name ?? id, endpoint, status },
    eventCount: events.all.length,
    logs: logs.slice(-LOG_LINES).map(toLogLine),
  };
}

export function toLogLine(entry: LogEntry): LogLine {
  const { ts } = entry;
  if (entry.k === "hook") return { ts, level: "hook", text: entry.h };
  if (entry.k === "error") return { ts, level: "error", text: `${entry.err.name}: ${entry.err.message}` };
  return { ts, level: entry.level, text: entry.msg };
}

/** What the page shows of AWS: of the pending tasks those from `offset` on. */
export function awsView(stacks: readonly StackView[], offset: number) {
  const known = stacks.flatMap(({ pending }) => pending.tasks).toSorted(byDueTime);
  const total = stacks.reduce((sum, { pending }) => sum + pending.total, 0);
  const from = known.length > offset ? offset : 0;
  return {
    stacks: stacks.map(({ region, accountId, resources }) => ({ region, accountId, resources })),
    pending: {
      tasks: known.slice(from, from + PENDING_SHOWN),
      offset: from,
      known: known.length,
      total,
      hasMore: stacks.some(({ pending }) => pending.hasMore),
      errors: stacks.flatMap(({ error }) => error ?? []),
    },
    cancelled: stacks
      .flatMap(({ cancelled }) => cancelled)
      .toSorted((one, other) => other.cancelledAt - one.cancelledAt)
      .slice(0, CANCELLED_SHOWN),
  };
}
