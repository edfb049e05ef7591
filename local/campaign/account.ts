import type { LocalSource } from "../pipedream/source.ts";
import type { ClientTask } from "./client.ts";

/** What became of the tasks of a campaign. */
export interface Account {
  readonly scheduled: number;
  readonly unanswered: number;
  readonly cancelled: number;
  readonly emitted: number;
  readonly lost: readonly string[];
  readonly emittedTwice: readonly string[];
  readonly emittedEarly: readonly string[];
  readonly emittedAfterCancel: readonly string[];
  /** `/cancel` said that it came in time, for a task that a crash had left emitted but not acknowledged. */
  readonly cancelledTooLate: readonly string[];
  readonly contradictions: readonly string[];
  readonly leftOver: readonly string[];
}

export function takeAccount(
  tasks: readonly ClientTask[],
  { events }: Pick<LocalSource, "events">,
  leftOver: readonly string[],
): Account {
  const emissions = new Map<string, number[]>();
  for (const { e, id } of events) {
    const { executionArn } = e as { executionArn: string };
    emissions.set(executionArn, [...(emissions.get(executionArn) ?? []), Number(id.split("-")[0])]);
  }
  const accepted = tasks.filter(({ executionArn }) => executionArn !== undefined);
  const of = (task: Pick<ClientTask, "executionArn">) => emissions.get(task.executionArn ?? "") ?? [];
  const arns = (list: readonly ClientTask[]) => list.map(({ executionArn }) => executionArn ?? "");
  return {
    scheduled: accepted.length,
    unanswered: tasks.length - accepted.length,
    cancelled: accepted.filter(({ isCancelled }) => isCancelled === true).length,
    emitted: events.length,
    lost: arns(accepted.filter((task) => task.isCancelled === false && of(task).length === 0)),
    emittedTwice: [...emissions].filter(([, times]) => times.length > 1).map(([arn]) => arn),
    emittedEarly: arns(accepted.filter((task) => of(task).some((time) => time < task.due))),
    emittedAfterCancel: arns(
      accepted.filter(({ cancelledAt, ...task }) =>
        of(task).some((time) => time > (cancelledAt ?? Infinity)),
      ),
    ),
    cancelledTooLate: arns(
      accepted.filter(({ cancelledAt, ...task }) => of(task).some((time) => time <= (cancelledAt ?? 0))),
    ),
    contradictions: tasks.flatMap(({ contradictions }) => contradictions),
    leftOver,
  };
}

/** Whether the two promises were kept. That a crash may come between an event and its acknowledgement is no secret. */
export function isClean(account: Account, hasCrashes: boolean): boolean {
  const excused = hasCrashes ? [CANCELLED_TOO_LATE] : [];
  return faultsOf(account).every(([name, list]) => list.length === 0 || excused.includes(name));
}

const CANCELLED_TOO_LATE = "cancelled between its event and the acknowledgement";

/** The lists that have to be empty, by name. */
export function faultsOf({
  lost,
  emittedTwice,
  emittedEarly,
  emittedAfterCancel,
  cancelledTooLate,
  contradictions,
  leftOver,
}: Account): readonly (readonly [name: string, list: readonly string[]])[] {
  return [
    ["lost", lost],
    ["emitted twice", emittedTwice],
    ["emitted early", emittedEarly],
    ["emitted after a successful cancel", emittedAfterCancel],
    [CANCELLED_TOO_LATE, cancelledTooLate],
    ["answered in two ways", contradictions],
    ["resources left over", leftOver],
  ];
}
