import fc from "fast-check";
import type { WorkerCount } from "../pipedream/workers.ts";
import { mishaps } from "./mishaps.ts";
import type { Action, PlannedCancel, PlannedTask, Scenario } from "./scenario.ts";
import { awsTraits, pipedreamTraits } from "./traits.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Tasks come in the first half of a season, so that the source is idle at its end. */
const SEASON_DAYS = 6;

export interface Size {
  readonly tasks: { readonly min: number; readonly max: number };
  readonly days: number;
  readonly workers: WorkerCount;
  /** Answers that leave at once are followed by deaths only where they are asked for: what dies there is lost. */
  readonly responses?: "at-once" | "at-end" | undefined;
}

/** Everything that a life may hold, for `fast-check` to choose from and to make smaller. */
export function scenarios({ tasks, days, workers, responses }: Size): fc.Arbitrary<Scenario> {
  const actions = fc
    .tuple(
      fc.array(scheduling(days), { minLength: tasks.min, maxLength: tasks.max, size: "max" }),
      ...mishaps(days, tasks.max),
    )
    .map((lists) => lists.flat().sort((a, b) => a.at - b.at));
  const scenario = fc.record({
    seed: fc.integer(),
    faults: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
    aws: awsTraits,
    pipedream: pipedreamTraits(workers, responses),
    actions,
  });
  const isCutShort = responses === "at-once";
  // With a bias every other moment would be at the very beginning or end.
  return fc.noBias(scenario).map((chosen) => (isCutShort ? chosen : withoutDeathsAfterAnswers(chosen)));
}

function scheduling(days: number): fc.Arbitrary<Action> {
  const seasons = Math.max(1, Math.round(days / SEASON_DAYS));
  const seasonMs = (days / seasons) * DAY;
  return fc
    .record({
      season: fc.integer({ min: 0, max: seasons - 1 }),
      offset: fc.integer({ min: 0, max: Math.round(seasonMs / 2) }),
      long: fc.option(fc.integer({ min: 0, max: days * DAY }), { nil: undefined, freq: 5 }),
      task: plannedTask(Math.round(seasonMs / 2)),
    })
    .map(({ season, offset, long, task }) => {
      // A task that waits for long would keep the source from being idle: there are such tasks in the second half only.
      const dueInMs = season >= seasons / 2 ? (long ?? task.dueInMs) : task.dueInMs;
      return { at: Math.round(season * seasonMs) + offset, kind: "task", task: { ...task, dueInMs } };
    });
}

function plannedTask(longestMs: number): fc.Arbitrary<PlannedTask> {
  return fc.record({
    dueInMs: fc.oneof(
      fc.integer({ min: -HOUR, max: 10_000 }),
      fc.integer({ min: MINUTE, max: HOUR }),
      fc.integer({ min: HOUR, max: longestMs }),
    ),
    gathers: fc.constantFrom("nowhere", "nowhere", "at the hour", "at noon"),
    isNamed: fc.boolean(),
    repeatsAfterMs: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      fc.array(fc.constantFrom(0, 500, 10_000), { minLength: 1, maxLength: 2 }),
    ),
    cancels: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      fc.array(plannedCancel, { minLength: 1, maxLength: 3 }),
    ),
  });
}

const plannedCancel: fc.Arbitrary<PlannedCancel> = fc.oneof(
  fc.record({
    from: fc.constant("due" as const),
    ms: fc.oneof(fc.integer({ min: -2 * HOUR, max: 0 }), fc.integer({ min: -500, max: 5_000 })),
  }),
  fc.record({
    from: fc.constant("claim" as const),
    call: fc.constantFrom("SendTaskSuccess", "StopExecution"),
    stage: fc.constantFrom("before", "after"),
    heldMs: fc.integer({ min: 0, max: 3_000 }),
  }),
);

/** Between an answer that has left and the end of its run, no protocol can save an event. */
function withoutDeathsAfterAnswers(scenario: Scenario): Scenario {
  if (scenario.pipedream.responses === "at-end") return scenario;
  const actions = scenario.actions.filter((action) => {
    if (action.kind !== "kill" || !("act" in action.point)) return true;
    const { act, when } = action.point;
    return !(act === "respond" && when === "after") && !(act === "end" && when === "before");
  });
  return { ...scenario, actions };
}
