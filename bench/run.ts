import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BENCH } from "./paths.ts";
import { prepare } from "./prepare.ts";
import { countTargets, missedTargets, type Results, type ScenarioResult } from "./results.ts";
import { save } from "./save.ts";
import { activation } from "./scenarios/activation.ts";
import { artifact } from "./scenarios/artifact.ts";
import { coldLoad } from "./scenarios/cold-load.ts";
import { growth } from "./scenarios/growth.ts";
import { lateness } from "./scenarios/lateness.ts";
import { money } from "./scenarios/money.ts";
import { notification } from "./scenarios/notification.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import { warmSchedule } from "./scenarios/warm-schedule.ts";
import { scenarioTable } from "./table.ts";

/** `npm run bench`: every scenario, or those named on the command line. Fails if a target is missed in a full run. */

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
    tables: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const names = SCENARIOS.map(({ name }) => name.replaceAll(" ", "-"));
const USAGE = `Usage: npm run bench -- [--quick] [--profile] [scenario ...]

  --quick    few rounds, to see that it works: targets are not judged
  --profile  writes a CPU profile of each process into bench/results/profiles/
  --tables   measures nothing: writes the tables and the picture anew from bench/results/results.json

Scenarios: ${names.join(", ")}

A whole run takes about eleven minutes, and writes bench/results/ and the table of docs/performance.md.
Any other writes bench/results/partial/ only.`;

const unknown = positionals.filter((name) => !names.includes(name));
if (values.help || unknown.length > 0) {
  console.log(USAGE);
  process.exit(unknown.length > 0 ? 2 : 0);
}

if (values.tables) {
  const last = readFileSync(new URL("results/results.json", BENCH), "utf8");
  save(JSON.parse(last), true);
  process.exit();
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
const results: Results = {
  date: new Date().toISOString(),
  machine: `${cpus().length} x ${cpus()[0]?.model ?? "unknown CPU"}`,
  node: process.versions.node,
  isQuick: values.quick,
  scenarios,
};
const folder = save(results, !values.quick && positionals.length === 0);
const missed = missedTargets(results);
console.log(
  `${countTargets(results) - missed.length} of ${countTargets(results)} targets met. See ${folder}`,
);
for (const line of missed) console.log(`Missed: ${line}`);
if (missed.length > 0 && !values.quick) process.exitCode = 1;

/** On a terminal each line takes the place of the one before. */
function say(text: string): void {
  if (!process.stderr.isTTY) process.stderr.write(`${text}\n`);
  else process.stderr.write(`\r\x1b[2K${text}`);
}
