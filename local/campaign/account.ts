import type { LocalAws } from "../aws/server.ts";
import type { LocalSource } from "../pipedream/source.ts";
import type { Fate } from "./fate.ts";
import { APART, contradictionsIn, PROMISES } from "./promises.ts";

/** What became of the tasks of a campaign. */
export interface Account {
  /** What went on, by name. */
  readonly counts: Readonly<Record<string, number>>;
  /** The tasks, requests and resources of which a promise was broken, by the promise. */
  readonly broken: Readonly<Record<string, readonly string[]>>;
  /** The tasks to which happened what no protocol can mend. */
  readonly apart: Readonly<Record<string, readonly string[]>>;
}

export interface Evidence {
  readonly fates: readonly Fate[];
  readonly source: Pick<LocalSource, "events" | "requests">;
  readonly aws: Pick<LocalAws, "calls" | "deliveries">;
  readonly updates: number;
  readonly kills: number;
  /** The ARNs of what is left in AWS. */
  readonly leftOver: readonly string[];
}

export function takeAccount({ fates, source, aws, updates, kills, leftOver }: Evidence): Account {
  const accepted = fates.filter(({ acceptedAs }) => acceptedAs.length > 0);
  return {
    counts: {
      scheduled: accepted.length,
      "refused, or without an answer": fates.length - accepted.length,
      cancelled: accepted.filter(({ isCancelled }) => isCancelled).length,
      emitted: source.events.length,
      "updates of the source": updates,
      "workers killed": kills,
      "calls of AWS": aws.calls.length,
      "deliveries of SNS": aws.deliveries.length,
    },
    broken: {
      ...sort(fates, PROMISES),
      "requests answered more than once, or not by the source": requestsGoneWrong(source),
      "left over in AWS": leftOver,
    },
    apart: sort(fates, APART),
  };
}

/** Whether all promises were kept. */
export function isClean({ broken }: Account): boolean {
  return Object.values(broken).every((list) => list.length === 0);
}

function sort(fates: readonly Fate[], rules: typeof PROMISES): Record<string, string[]> {
  const entries = Object.entries(rules).map(([name, isBroken]) => [
    name,
    fates.filter(isBroken).map(describe),
  ]);
  return Object.fromEntries(entries);
}

function describe(fate: Fate): string {
  return [`task ${fate.task.number}`, ...contradictionsIn(fate)].join(", ");
}

/** A run that throws, or says nothing, is answered 500 or 400 by Pipedream. */
function requestsGoneWrong({ requests }: Pick<LocalSource, "requests">): string[] {
  return requests
    .filter(
      ({ responded, status }) => responded > 1 || (responded === 0 && (status === 400 || status === 500)),
    )
    .map(({ method, path, status, responded }) => `${method} ${path}: ${status}, ${responded} answers`);
}
