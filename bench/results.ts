import type { Summary } from "./statistics.ts";

export type Unit = "ms" | "µs" | "s" | "MB" | "KB" | "/s" | "$" | "";

/** What the ratio of ours to something must be. */
export interface Target {
  readonly to: "original" | "reference";
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
export function ratio(row: Row, to: Target["to"]): number | undefined {
  const other = row[to];
  return other && other.median !== 0 ? row.ours.median / other.median : undefined;
}

export function isMet(row: Row, { to, atMost = Number.POSITIVE_INFINITY, atLeast = 0 }: Target): boolean {
  const value = ratio(row, to);
  return value !== undefined && value <= atMost && value >= atLeast;
}
