import type { LocalSource } from "../pipedream/source.ts";
import { acceptedAs, type ClientTask } from "./client.ts";
import type { Message } from "./subjects.ts";
import type { Witness } from "./witness.ts";

/** An event of a task. */
export interface Emission {
  /** How many events of the source there were before it. */
  readonly order: number;
  readonly at: number;
  /** By which Pipedream knows it again among its last hundred. */
  readonly dedupeId: string;
  /** When SNS took the message that it came of: two messages of a task are at least minutes apart. */
  readonly publishedAt: number;
}

/** Everything that is known of a task in the end. */
export interface Fate {
  readonly task: ClientTask;
  readonly acceptedAs: readonly string[];
  readonly events: readonly Emission[];
  /** Whether AWS has recorded that a request to `/cancel` ended it. */
  readonly isCancelled: boolean;
  /** Whether a worker had it in hand that died after its answer had left, and before the end of its run. */
  readonly diedAfterAnswer: boolean;
  /** Whether it was claimed by SNS's last attempt at a message, which then failed. */
  readonly claimedInVain: boolean;
}

export function fatesOf(
  tasks: readonly ClientTask[],
  { events }: Pick<LocalSource, "events">,
  witness: Witness,
): Fate[] {
  const emissions = new Map<number, Emission[]>();
  events.forEach(({ e, indexedAtMs, metadata }, order) => {
    const { number } = (e as { message: Message }).message;
    const emission = { order, at: indexedAtMs, dedupeId: String(metadata.id), publishedAt: metadata.ts };
    emissions.set(number, [...(emissions.get(number) ?? []), emission]);
  });
  const died = witness.diedAfterAnswer();
  const inVain = witness.claimedInVain();
  return tasks.map((task) => ({
    task,
    acceptedAs: acceptedAs(task),
    events: emissions.get(task.number) ?? [],
    isCancelled: witness.cancelled.has(task.number),
    diedAfterAnswer: died.has(task.number),
    claimedInVain: inVain.has(task.number),
  }));
}
