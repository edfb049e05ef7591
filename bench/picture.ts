import { type Results, type Row, ratio } from "./results.ts";
import { showNumber } from "./table.ts";

const WIDTH = 860;
const LABEL_WIDTH = 324;
const ROW_HEIGHT = 38;
const TOP = 64;
const BAR_WIDTH = WIDTH - LABEL_WIDTH - 130;

interface Bar {
  readonly label: string;
  readonly row: Row;
}

/** Ours beside the original, as bars: a pair for each measurement that both do honestly. */
export function toSvg(results: Results): string {
  const bars = results.scenarios.flatMap(({ name, rows }) => rows.flatMap((row) => toBar(name, row)));
  const height = TOP + bars.length * ROW_HEIGHT + 16;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(
      16,
      26,
      `Ours and the original, ${results.date.slice(0, 10)}, Node ${results.node}`,
      'font-size="16"',
    ),
    `<rect x="16" y="38" width="12" height="12" fill="#2563eb"/>`,
    text(34, 49, "ours"),
    `<rect x="90" y="38" width="12" height="12" fill="#cbd5e1"/>`,
    text(108, 49, "original; shorter is better, but for rates"),
    ...bars.map(drawBar),
    "</svg>",
  ];
  return `${lines.join("\n")}\n`;
}

/** What the original does not do, or what both do alike, is for the table. */
function toBar(scenario: string, row: Row): Bar[] {
  const value = ratio(row, "original");
  const isShown =
    ["cold load", "warm schedule", "growth"].includes(scenario) &&
    /p50|rate|imported|answer|heap/.test(row.what);
  return isShown && value !== undefined ? [{ label: `${scenario}, ${row.what}`, row }] : [];
}

function drawBar({ label, row }: Bar, index: number): string {
  const y = TOP + index * ROW_HEIGHT;
  const { ours, original = ours, unit } = row;
  const longest = Math.max(ours.median, original.median);
  const draw = (value: number, top: number, colour: string) => {
    const width = Math.max(1, (value / longest) * BAR_WIDTH);
    return [
      `<rect x="${LABEL_WIDTH}" y="${top}" width="${width.toFixed(1)}" height="13" fill="${colour}"/>`,
      text(LABEL_WIDTH + width + 6, top + 11, `${showNumber(value)} ${unit}`),
    ].join("\n");
  };
  return [
    text(16, y + 20, label),
    draw(ours.median, y + 2, "#2563eb"),
    draw(original.median, y + 17, "#cbd5e1"),
  ].join("\n");
}

function text(x: number, y: number, content: string, attributes = ""): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x.toFixed(1)}" y="${y}" fill="#0f172a" ${attributes}>${escaped}</text>`;
}
