import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BENCH } from "./paths.ts";
import { toSvg } from "./picture.ts";
import { prepare } from "./prepare.ts";
import type { Results, ScenarioResult } from "./results.ts";
import { activation } from "./scenarios/activation.ts";
import { artifact } from "./scenarios/artifact.ts";
import { coldLoad } from "./scenarios/cold-load.ts";
import { growth } from "./scenarios/growth.ts";
import { lateness } from "./scenarios/lateness.ts";
import { money } from "./scenarios/money.ts";
import { notification } from "./scenarios/notification.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { warmSchedule } from "./scenarios/warm-schedule.ts";
import { scenarioTable, toMarkdown } from "./table.ts";

/** `npm run bench`: every scenario, or those named on the command line. */

const SCENARIOS: readonly Scenario[] = [
  coldLoad,
  artifact,
  warmSchedule,
  notification,
  lateness,
  activation,
  growth,
  money,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    profile: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const names = SCENARIOS.map(({ name }) => name.replaceAll(" ", "-"));
const unknown = positionals.filter((name) => !names.includes(name));
if (values.help || unknown.length > 0) {
  console.log(
    `Usage: npm run bench -- [--quick] [--profile] [scenario ...]\n\nScenarios: ${names.join(", ")}`,
  );
  process.exit(unknown.length > 0 ? 2 : 0);
}

if (values.profile) process.env.BENCH_PROFILES = fileURLToPath(new URL("results/profiles/", BENCH));
await prepare(say);
const scenarios: ScenarioResult[] = [];
for (const [index, { name, description, run }] of SCENARIOS.entries()) {
  if (positionals.length > 0 && !positionals.includes(names[index] ?? "")) continue;
  const rows = await run({ isQuick: values.quick, progress: (text) => say(`${name}: ${text}`) });
  scenarios.push({ name, description, rows });
  console.log(`\n${scenarioTable({ name, description, rows })}\n`);
}
save({
  date: new Date().toISOString(),
  machine: `${cpus().length} x ${cpus()[0]?.model ?? "unknown CPU"}`,
  node: process.versions.node,
  isQuick: values.quick,
  scenarios,
});

function save(results: Results): void {
  const folder = new URL("results/", BENCH);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("results.json", folder), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(new URL("results.svg", folder), toSvg(results));
  writeFileSync(new URL("results.md", folder), `${toMarkdown(results)}\n`);
}

/** On a terminal each line takes the place of the one before. */
function say(text: string): void {
  if (!process.stderr.isTTY) process.stderr.write(`${text}\n`);
  else process.stderr.write(`\r\x1b[2K${text}`);
}
