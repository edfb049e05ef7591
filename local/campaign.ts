import { parseArgs } from "node:util";
import fc from "fast-check";
import { type Account, faultsOf, isClean } from "./campaign/account.ts";
import { loadCopies } from "./campaign/copies.ts";
import { hasCrashes, scenarios } from "./campaign/scenario.ts";
import { simulate } from "./campaign/simulate.ts";

const USAGE = `npm run campaign -- [--tasks N] [--seed S] [--days D]

Lives through D simulated days (90) with N tasks (1000), while calls fail, answers get lost, the source is changed,
crashes and is cut off, as seed S (a random one) says. Ends with 1 if a task was lost, emitted early, twice, or after
a successful cancel, or if a resource was left over.`;

/** `npm run campaign`: a source under faults, for months, and an account of it. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      tasks: { type: "string", default: "1000" },
      days: { type: "string", default: "90" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const [tasks, days, seed] = [values.tasks, values.days, values.seed].map(toCount) as [
    number,
    number,
    number,
  ];
  console.log(`${tasks} tasks, ${days} days, seed ${seed}`);
  const [scenario] = fc.sample(scenarios({ min: tasks, max: tasks }, days), { seed, numRuns: 1 });
  if (!scenario) throw new Error("No scenario came of that seed");
  const load = await loadCopies(scenario);
  const { account, tell } = await simulate(load, scenario, ({ day, days, emitted }) => {
    if (day % 10 === 0) console.log(`Day ${day} of ${days}: ${emitted} tasks emitted`);
  });
  console.log(`Done: ${tasks} tasks, ${days} days, seed ${seed}`);
  console.log(table(account));
  const [broken] = faultsOf(account).flatMap(([, list]) => list.filter((arn) => arn.includes(":execution:")));
  if (broken) console.log(`\nThe story of ${broken}:\n${tell(broken).join("\n")}`);
  return isClean(account, hasCrashes(scenario)) ? 0 : 1;
}

function table(account: Account): string {
  const { scheduled, unanswered, cancelled, emitted } = account;
  const rows: (readonly [string, number])[] = [
    ["scheduled", scheduled],
    ["refused, or without an answer", unanswered],
    ["cancelled", cancelled],
    ["emitted", emitted],
    ...faultsOf(account).map(([name, list]) => [name, list.length] as const),
  ];
  const examples = faultsOf(account).flatMap(([name, list]) =>
    list.slice(0, 5).map((arn) => `  ${name}: ${arn}`),
  );
  return [...rows.map(([name, count]) => `${String(count).padStart(8)}  ${name}`), ...examples].join("\n");
}

function toCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new Error(`${text} is no whole number. ${USAGE}`);
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
