import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BENCH, ROOT } from "./paths.ts";
import { toSvg } from "./picture.ts";
import { writeSection } from "./readme.ts";
import type { Results } from "./results.ts";
import { toMarkdown, toShortTable } from "./table.ts";

/** Writes the results as JSON, as Markdown and as a picture, and those of a whole run into the README too. */
export function save(results: Results, isWhole: boolean): string {
  const folder = new URL(isWhole ? "results/" : "results/partial/", BENCH);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("results.json", folder), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(new URL("results.svg", folder), toSvg(results));
  writeFileSync(new URL("results.md", folder), `${toMarkdown(results)}\n`);
  if (isWhole) writeReadme(results);
  return fileURLToPath(folder);
}

function writeReadme(results: Results): void {
  const readme = new URL("README.md", ROOT);
  writeFileSync(readme, writeSection(readFileSync(readme, "utf8"), toShortTable(results)));
}
