import fc from "fast-check";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** One thing that happens, so many ms after the beginning. */
export type Action = { readonly at: number } & (
  | { readonly kind: "task"; readonly task: PlannedTask }
  | { readonly kind: "update"; readonly change: "nothing" | "secret" | "region" }
  | { readonly kind: "outage"; readonly how: "down" | "inactive" | "busy"; readonly forMs: number }
  | { readonly kind: "crash"; readonly afterCalls: number; readonly when: "before" | "after" }
);

export interface PlannedTask {
  /** From its request on; below zero for a time that has passed. */
  readonly dueInMs: number;
  /** Due at the next full hour after that, together with others. */
  readonly isOnTheHour: boolean;
  readonly isNamed: boolean;
  /** How often the request is sent again though it was answered. */
  readonly repeats: number;
  /** When it is cancelled, from its due time on. */
  readonly cancelAtMs?: number | undefined;
}

export interface Scenario {
  /** Decides which calls and deliveries go wrong. */
  readonly seed: number;
  readonly dbMode: "snapshot" | "write-through";
  /** How much goes wrong: 0 is nothing, 1 as much as there may be. */
  readonly faults: number;
  readonly rolePropagationMs: number;
  readonly confirmDelayMs: number;
  readonly describeLagMs: number;
  readonly iamLagMs: number;
  readonly actions: readonly Action[];
}

/** Everything that a life may hold, for `fast-check` to choose from and to make smaller. */
export function scenarios(tasks: { readonly min: number; readonly max: number }, days: number) {
  // Else every other one would be at the very beginning or end.
  const at = fc.noBias(fc.integer({ min: 0, max: days * DAY }));
  const dueInMs = fc.oneof(
    fc.integer({ min: -HOUR, max: 10_000 }),
    fc.integer({ min: MINUTE, max: HOUR }),
    fc.integer({ min: HOUR, max: 3 * DAY }),
    fc.integer({ min: 3 * DAY, max: Math.max(4, days) * DAY }),
  );
  const cancelAtMs = fc.option(
    fc.oneof(fc.integer({ min: -2 * HOUR, max: 0 }), fc.integer({ min: -500, max: 5_000 })),
    { nil: undefined, freq: 4 },
  );
  const task = fc.record({
    dueInMs,
    isOnTheHour: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
    isNamed: fc.boolean(),
    repeats: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 2 })),
    cancelAtMs,
  });
  const scheduling = fc.record({ at, kind: fc.constant("task" as const), task });
  const update = fc.record({
    at,
    kind: fc.constant("update" as const),
    change: fc.constantFrom("nothing" as const, "secret" as const, "region" as const),
  });
  const outage = fc.record({
    at,
    kind: fc.constant("outage" as const),
    how: fc.constantFrom("down" as const, "inactive" as const, "busy" as const),
    forMs: fc.integer({ min: MINUTE, max: 10 * HOUR }),
  });
  const crash = fc.record({
    at,
    kind: fc.constant("crash" as const),
    afterCalls: fc.integer({ min: 1, max: 12 }),
    when: fc.constantFrom("before" as const, "after" as const),
  });
  const some = (share: number, most: number) => ({
    maxLength: Math.max(most, Math.round(tasks.max * share)),
  });
  const actions = fc
    .tuple(
      fc.array(scheduling, { minLength: tasks.min, maxLength: tasks.max, size: "max" }),
      fc.array(update, { ...some(0.005, 4), size: "max" }),
      fc.array(outage, { ...some(0.002, 2), size: "max" }),
      fc.array(crash, { ...some(0.005, 4), size: "max" }),
    )
    .map((lists) => lists.flat().sort((a, b) => a.at - b.at));
  return fc.record({
    seed: fc.integer(),
    dbMode: fc.constantFrom("snapshot" as const, "write-through" as const),
    faults: fc.double({ min: 0, max: 1, noNaN: true }),
    rolePropagationMs: fc.integer({ min: 0, max: 30_000 }),
    confirmDelayMs: fc.integer({ min: 0, max: 60_000 }),
    describeLagMs: fc.integer({ min: 0, max: 3_000 }),
    iamLagMs: fc.integer({ min: 0, max: 5_000 }),
    actions,
  });
}

export function hasCrashes({ actions }: Scenario): boolean {
  return actions.some(({ kind }) => kind === "crash");
}

/** When a task is due that is planned at this moment. */
export function dueOf({ dueInMs, isOnTheHour }: PlannedTask, now: number): number {
  return isOnTheHour ? Math.ceil((now + dueInMs) / HOUR) * HOUR : now + dueInMs;
}
