import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BENCH, ROOT } from "./paths.ts";
import { toSvg } from "./picture.ts";
import type { Results } from "./results.ts";
import { writeSection } from "./section.ts";
import { toMarkdown, toShortTable } from "./table.ts";

/** Writes the results as JSON, as Markdown and as a picture, and those of a whole run into docs/performance.md too. */
export function save(results: Results, isWhole: boolean): string {
  const folder = new URL(isWhole ? "results/" : "results/partial/", BENCH);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("results.json", folder), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(new URL("results.svg", folder), toSvg(results));
  writeFileSync(new URL("results.md", folder), `${toMarkdown(results)}\n`);
  if (isWhole) writePage(results);
  return fileURLToPath(folder);
}

function writePage(results: Results): void {
  const page = new URL("docs/performance.md", ROOT);
  writeFileSync(page, writeSection(readFileSync(page, "utf8"), toShortTable(results)));
}
