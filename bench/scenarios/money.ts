import { ORIGINAL, OURS } from "../paths.ts";
import { price, SCHEDULER_TASK_PRICE } from "../prices.ts";
import type { Count } from "../processes/aws.ts";
import type { SubjectFile } from "../processes/subject.ts";
import { repeat, schedule } from "../requests.ts";
import type { Row, Unit } from "../results.ts";
import { type Summary, summarise } from "../statistics.ts";
import { until } from "../until.ts";
import { openWorld } from "../world.ts";
import type { Run, Scenario } from "./scenario.ts";

const TIMEOUT_MS = 120_000;

export const money: Scenario = {
  name: "money",
  description:
    "What a task that succeeds uses, counted by the local AWS from its schedule to its event, times the price list of us-east-1 (November 2026, without free tiers). EventBridge Scheduler by its price list, with the publish and the delivery it needs as well to reach an HTTPS endpoint. The calls of the API are free, also the two by which ours acknowledges a task, and do not count as transitions.",
  async run(run) {
    const tasks = run.isQuick ? 20 : 100;
    const [ours, original] = [await count(OURS, tasks, run), await count(ORIGINAL, tasks, run)];
    const row = (
      what: string,
      unit: Unit,
      value: (used: Count) => number,
      reference?: Row["reference"],
    ): Row => ({
      what,
      unit,
      ours: constant(value(ours) / tasks),
      original: constant(value(original) / tasks),
      ...(reference && { reference }),
      isShown: true,
    });
    return [
      row("API calls by the source", "", ({ calls }) => sum(Object.values(calls))),
      row("state transitions", "", ({ transitions }) => transitions),
      row("publishes", "", ({ publishes }) => publishes),
      row("deliveries", "", ({ deliveries }) => deliveries),
      row("price of a million tasks", "$", (used) => price(used) * 1e6, {
        name: "EventBridge Scheduler",
        ...constant(SCHEDULER_TASK_PRICE * 1e6),
      }),
    ];
  },
};

async function count(file: SubjectFile, tasks: number, run: Run): Promise<Count> {
  const world = await openWorld();
  try {
    run.progress(`${tasks} tasks through ${file.subject}`);
    const { url, ask } = await world.deploy(file);
    await world.confirmed();
    await world.aws.ask.count();
    const due = new Date(Date.now() + 1_000).toISOString();
    await repeat(tasks, 5, () => schedule(url, due, { name: "Luke" }));
    await until("all is emitted", async () => (await ask.emittedCount()) >= tasks, TIMEOUT_MS);
    await new Promise((resolve) => setTimeout(resolve, 500));
    return await world.aws.ask.count();
  } finally {
    await world.close();
  }
}

function constant(value: number): Summary {
  return summarise([value]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
