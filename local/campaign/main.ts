import { parseArgs } from "node:util";
import fc from "fast-check";
import { loadAfresh } from "../pipedream/load-afresh.ts";
import type { WorkerCount } from "../pipedream/workers.ts";
import { type Account, isClean } from "./account.ts";
import { scenarios } from "./arbitraries.ts";
import type { Scenario } from "./scenario.ts";
import { simulate } from "./simulate.ts";

const USAGE = `npm run campaign -- [--tasks N] [--seed S] [--days D] [--workers W|fresh] [--responses at-once|at-end]

Lives through D simulated days (90) with N tasks (1000) and W workers (4), while calls fail, answers get lost, SNS is late
and comes in bursts, tasks are cancelled in the middle of their claims, the source is changed, its workers are killed, and
AWS and Pipedream have outages, as seed S (a random one) says. With --responses at-once, workers are also killed between an
answer that has left and the end of their run, which loses events. Ends with 1 if a promise was broken.`;

const artifact = new URL("../../dist/new-scheduled-tasks.mjs", import.meta.url);

/** `npm run campaign`: a source under faults, for months, and an account of it. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      tasks: { type: "string", default: "1000" },
      days: { type: "string", default: "90" },
      workers: { type: "string", default: "4" },
      responses: { type: "string" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [tasks, days, seed] = [toCount(values.tasks), toCount(values.days), toCount(values.seed)];
  const workers: WorkerCount = values.workers === "fresh" ? "fresh" : toCount(values.workers);
  const responses = toResponses(values.responses);
  console.log(`${tasks} tasks, ${days} days, seed ${seed}`);
  const size = { tasks: { min: tasks, max: tasks }, days, workers, responses };
  const [scenario] = fc.sample(scenarios(size), { seed, numRuns: 1 });
  if (!scenario) throw new Error("No scenario came of that seed");
  console.log(describe(scenario));
  const { account, tell } = await simulate(await loadAfresh(artifact), scenario, (progress) => {
    if (progress.day % 10 > 0) return;
    console.log(`Day ${progress.day} of ${progress.days}: ${progress.emitted} tasks emitted`);
  });
  console.log(`Done: ${tasks} tasks, ${days} days, seed ${seed}`);
  console.log(table(account));
  if (isClean(account)) return 0;
  const again = [`--tasks ${tasks} --days ${days} --seed ${seed} --workers ${workers}`];
  if (responses) again.push(`--responses ${responses}`);
  console.log(`\nTo see it again: npm run campaign -- ${again.join(" ")}`);
  const broken = Object.values(account.broken).flat();
  const task = broken.flatMap((text) => /^task (\d+)/.exec(text)?.[1] ?? [])[0];
  if (task !== undefined) console.log(`\nThe story of task ${task}:\n${tell(Number(task)).join("\n")}`);
  return 1;
}

/** What the seed has made of AWS and Pipedream. */
function describe({ aws, pipedream, faults }: Scenario): string {
  return `faults ${faults.toFixed(2)}, AWS ${JSON.stringify(aws)}, Pipedream ${JSON.stringify(pipedream)}`;
}

function table({ counts, broken, apart }: Account): string {
  const rows = [
    ...Object.entries(counts),
    ...[...Object.entries(broken), ...Object.entries(apart)].map(([name, list]) => [name, list.length]),
  ];
  const examples = [...Object.entries(broken), ...Object.entries(apart)].flatMap(([name, list]) =>
    list.slice(0, 5).map((text) => `  ${name}: ${text}`),
  );
  return [...rows.map(([name, count]) => `${String(count).padStart(8)}  ${name}`), ...examples].join("\n");
}

function toResponses(text: string | undefined): "at-once" | "at-end" | undefined {
  if (text === undefined || text === "at-once" || text === "at-end") return text;
  throw new Error(`${text} is neither at-once nor at-end. ${USAGE}`);
}

function toCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new Error(`${text} is not a whole number. ${USAGE}`);
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
