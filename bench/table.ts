import { isMet, type Results, type Row, ratio, type ScenarioResult, type Target } from "./results.ts";
import type { Summary } from "./statistics.ts";

/** The results as Markdown: one table a scenario. */
export function toMarkdown({ date, machine, node, isQuick, scenarios }: Results): string {
  const head = `${date.slice(0, 10)}, ${machine}, Node ${node}${isQuick ? ", quick run: not for comparison" : ""}.`;
  const legend = "Medians, with (min to max) of the rounds; ratios are ours to the other.";
  return [head, legend, ...scenarios.map(scenarioTable)].join("\n\n");
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
  const show = (summary: Summary | undefined) => (summary ? `${showSummary(summary)} ${unit}` : "");
  const cells = [
    note ? `${what} (${note})` : what,
    show(ours),
    original ? show(original) : "",
    showRatio(ratio(row, "original")),
    reference ? `${reference.name}: ${show(reference)}` : "",
    showRatio(ratio(row, "reference")),
    targets.map((target) => showTarget(row, target)).join(", "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function showTarget(row: Row, target: Target): string {
  const { to, atMost, atLeast } = target;
  const bound = atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`;
  return `${bound} of ${to}: ${isMet(row, target) ? "met" : "**missed**"}`;
}

function showSummary({ median, min, max }: Summary): string {
  return min === max
    ? showNumber(median)
    : `${showNumber(median)} (${showNumber(min)} to ${showNumber(max)})`;
}

export function showNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

function showRatio(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(2);
}
