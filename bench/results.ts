import type { Summary } from "./statistics.ts";

export type Unit = "ms" | "µs" | "s" | "MB" | "KB" | "/s" | "$" | "";

/** What the ratio of ours to something must be, or the worst of our values itself. */
export interface Target {
  readonly to: "original" | "reference" | "value";
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  readonly ours: Summary;
  readonly original?: Summary;
  /** The floor, or the nearest thing there is to compare with. */
  readonly reference?: Summary & { readonly name: string };
  readonly targets?: readonly Target[];
  /** Whether it is in the short table. Unless said, whatever has a target is. */
  readonly isShown?: boolean;
  readonly note?: string;
}

export interface ScenarioResult {
  readonly name: string;
  readonly description: string;
  readonly rows: readonly Row[];
}

export interface Results {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly isQuick: boolean;
  readonly scenarios: readonly ScenarioResult[];
}

/** Ours to the other one, by their medians. */
export function ratio(row: Row, to: "original" | "reference"): number | undefined {
  const other = row[to];
  return other && other.median !== 0 ? row.ours.median / other.median : undefined;
}

export function isMet(row: Row, target: Target): boolean {
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = target;
  const [smallest, largest] = measured(row, target.to);
  return smallest !== undefined && largest !== undefined && largest <= atMost && smallest >= atLeast;
}

function measured(row: Row, to: Target["to"]): readonly (number | undefined)[] {
  return to === "value" ? [row.ours.min, row.ours.max] : [ratio(row, to), ratio(row, to)];
}

/** A target that was not met, in words. */
export function missedTargets({ scenarios }: Results): string[] {
  return scenarios.flatMap(({ name, rows }) =>
    rows.flatMap((row) =>
      (row.targets ?? [])
        .filter((target) => !isMet(row, target))
        .map((target) => `${name}, ${row.what}: ${describeMeasured(row, target)}`),
    ),
  );
}

/** `0.19 of original, must be at most 0.3`, say. */
function describeMeasured(row: Row, target: Target): string {
  const { to, atMost, atLeast } = target;
  const is = to === "value" ? `${row.ours.min} ${row.unit}` : `${ratio(row, to)?.toFixed(2)} of ${to}`;
  return `${is}, must be ${atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`}`;
}

export function countTargets({ scenarios }: Results): number {
  return scenarios.flatMap(({ rows }) => rows.flatMap(({ targets = [] }) => targets)).length;
}
