import { isMet, type Results, type Row, ratio, type ScenarioResult, type Target } from "./results.ts";
import type { Summary } from "./statistics.ts";

/** The results as Markdown: one table a scenario. */
export function toMarkdown(results: Results): string {
  const legend = "Medians, with (min to max) of the rounds; ratios are ours to the other.";
  return [heading(results), legend, ...results.scenarios.map(scenarioTable)].join("\n\n");
}

/** What the targets are about, and what else matters most, by their medians, in one table. */
export function toShortTable(results: Results): string {
  const rows = results.scenarios.flatMap(({ name, rows }) =>
    rows
      .filter(({ targets = [], isShown = targets.length > 0 }) => isShown)
      .map((row) => shortRow(name, row)),
  );
  const head = ["| | ours | original | compared with | target |", "|---|---|---|---|---|"];
  return `${heading(results)}\n\n${[...head, ...rows].join("\n")}`;
}

function heading({ date, machine, node, isQuick }: Results): string {
  return `${date.slice(0, 10)}, ${machine}, Node ${node}${isQuick ? ", quick run: not for comparison" : ""}.`;
}

export function scenarioTable({ name, description, rows }: ScenarioResult): string {
  const lines = [
    `### ${name}`,
    "",
    description,
    "",
    "| | ours | original | ratio | reference | ratio | target |",
    "|---|---|---|---|---|---|---|",
    ...rows.map(tableRow),
  ];
  return lines.join("\n");
}

function tableRow(row: Row): string {
  const { what, unit, ours, original, reference, note, targets = [] } = row;
  return toLine([
    note ? `${what} (${note})` : what,
    withUnit(showSummary(ours), unit),
    original ? withUnit(showSummary(original), unit) : "",
    showRatio(ratio(row, "original")),
    reference ? `${reference.name}: ${withUnit(showSummary(reference), unit)}` : "",
    showRatio(ratio(row, "reference")),
    targets.map((target) => `${showTarget(target)}: ${showVerdict(row, target)}`).join(", "),
  ]);
}

function shortRow(scenario: string, row: Row): string {
  const { what, unit, ours, original, reference, note = "", targets = [] } = row;
  return toLine([
    `${scenario}, ${what}`,
    withUnit(showNumber(ours.median), unit),
    original ? withUnit(showNumber(original.median), unit) : note,
    reference ? `${reference.name}: ${withUnit(showNumber(reference.median), unit)}` : "",
    targets.map((target) => showOutcome(row, target)).join(", "),
  ]);
}

function toLine(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function showOutcome(row: Row, target: Target): string {
  const verdict = isMet(row, target) ? "" : ", **missed**";
  if (target.to === "value") return `${showTarget(target)}${verdict}`;
  return `${showRatio(ratio(row, target.to))} (${showTarget(target)})${verdict}`;
}

function showTarget({ to, atMost, atLeast }: Target): string {
  const bound = atMost === atLeast ? `= ${atMost}` : atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`;
  return to === "value" ? bound : `${bound} of ${to}`;
}

function showVerdict(row: Row, target: Target): string {
  return isMet(row, target) ? "met" : "**missed**";
}

function showSummary({ median, min, max }: Summary): string {
  return min === max
    ? showNumber(median)
    : `${showNumber(median)} (${showNumber(min)} to ${showNumber(max)})`;
}

function withUnit(text: string, unit: string): string {
  return `${text} ${unit}`.trim();
}

export function showNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

function showRatio(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(2);
}
