import { ORIGINAL, OURS } from "../paths.ts";
import type { SubjectFile } from "../processes/subject.ts";
import { repeat, schedule } from "../requests.ts";
import type { Row, Target } from "../results.ts";
import { quantile, type Summary, summarise } from "../statistics.ts";
import { until } from "../until.ts";
import { openWorld } from "../world.ts";
import type { Run, Scenario } from "./scenario.ts";

/** Ours asks SNS for no more deliveries a second, since Pipedream answers 429 above that. */
const DELIVERIES_PER_SECOND = 10;
const TIMEOUT_MS = 240_000;

interface Lateness {
  /** From due to emitted, in ms; negative is early. */
  readonly late: readonly number[];
  readonly tasks: number;
}

export const lateness: Scenario = {
  name: "lateness",
  description:
    "From due to emitted, in real time. The reference is what is dictated: Step Functions waits for whole seconds, and SNS delivers 10 a second, which the source asks for because Pipedream answers 429 above it and SNS never repeats a 4xx. The original asks for no such limit, so it is sooner here and loses tasks there: with Pipedream's limit in force, which here admits no bursts at all, the last row says how many of 100 arrive at once. Those of ours that do not are published again, 15 minutes later; those of the original are lost.",
  async run(run) {
    const tasks = run.isQuick ? 100 : 1_000;
    const overAMinute = dueTimes(tasks, run.isQuick ? 6_000 : 60_000);
    const spread = `${tasks.toLocaleString("en-US")} over ${run.isQuick ? "6 s" : "a minute"}`;
    const sameSecond = dueTimes(tasks, 0);
    const burst = `${tasks.toLocaleString("en-US")} in one second`;
    return [
      // Hardly anything happens at a time, so the two can wait together.
      ...toRows(
        spread,
        ...(await Promise.all([
          measure(OURS, overAMinute, run, spread),
          measure(ORIGINAL, overAMinute, run, spread),
        ])),
        dictated(overAMinute),
      ),
      ...toRows(
        burst,
        await measure(OURS, sameSecond, run, burst),
        await measure(ORIGINAL, sameSecond, run, burst),
        dictated(sameSecond),
        [{ to: "reference", atMost: 1.05 }],
      ),
      await underPipedreamsLimit(run),
    ];
  },
};

/** How many of them arrive when Pipedream answers 429 above its 10 requests a second. */
async function underPipedreamsLimit(run: Run): Promise<Row> {
  const times = dueTimes(100, 0);
  const what = "100 in one second under Pipedream's limit: emitted at once";
  const [ours, original] = await Promise.all(
    [OURS, ORIGINAL].map((file) => measure(file, times, run, what, { rateLimit: true })),
  );
  const emitted = (lateness: Lateness | undefined) => summarise([lateness?.late.length ?? Number.NaN]);
  return { what, unit: "", ours: emitted(ours), original: emitted(original), isShown: true };
}

/** So many moments, evenly spread, as ms after the first. */
function dueTimes(tasks: number, spreadMs: number): number[] {
  return Array.from({ length: tasks }, (_, index) => Math.floor((index * spreadMs) / tasks));
}

async function measure(
  file: SubjectFile,
  times: readonly number[],
  run: Run,
  what: string,
  options: { rateLimit?: boolean } = {},
): Promise<Lateness> {
  const world = await openWorld();
  try {
    const source = await world.deploy(file, options);
    await world.confirmed();
    // Scheduling is done before the first is due, and all of it lies on a whole second.
    const leadMs = options.rateLimit ? times.length * 150 : 4_000 + times.length * 8;
    const first = Math.ceil((Date.now() + leadMs) / 1_000) * 1_000;
    const queue = [...times];
    const one = () => schedule(source.url, new Date(first + (queue.shift() ?? 0)).toISOString(), "due");
    run.progress(`${what}, ${file.subject}: scheduling`);
    if (options.rateLimit) await slowly(times.length, one);
    else await repeat(times.length, 8, one);
    run.progress(`${what}, ${file.subject}: waiting`);
    await settled(() => source.ask.emittedCount(), times.length, first);
    const emitted = await source.ask.emitted();
    return { late: emitted.map(({ at, event }) => at - Date.parse(event.timestamp)), tasks: times.length };
  } finally {
    await world.close();
  }
}

async function slowly(times: number, action: () => Promise<unknown>): Promise<void> {
  for (let index = 0; index < times; index++) {
    await action();
    await new Promise((resolve) => setTimeout(resolve, 125));
  }
}

/** Until all has come, or nothing more does. */
async function settled(count: () => Promise<number>, all: number, first: number): Promise<void> {
  let known = 0;
  let since = Date.now();
  const isSettled = async () => {
    const now = await count();
    if (now !== known) since = Date.now();
    known = now;
    return known >= all || (Date.now() > first + 5_000 && Date.now() - since > 5_000);
  };
  await until("the tasks are emitted", isSettled, first - Date.now() + TIMEOUT_MS);
}

/** What a perfect source would take: from the whole second on, one every tenth of a second. */
function dictated(times: readonly number[]): number[] {
  let free = 0;
  return times.map((due) => {
    const at = Math.max(Math.ceil(due / 1_000) * 1_000, free);
    free = at + 1_000 / DELIVERIES_PER_SECOND;
    return at - due;
  });
}

function toRows(
  what: string,
  ours: Lateness,
  original: Lateness,
  perfect: readonly number[],
  targets: readonly Target[] = [],
): Row[] {
  const only = (value: number): Summary => summarise([value]);
  const row = (name: string, value: (late: readonly number[]) => number): Row => ({
    what: `${what}: ${name}`,
    unit: "ms",
    ours: only(value(ours.late)),
    original: only(value(original.late)),
    reference: { name: "dictated", ...only(value(perfect)) },
  });
  const earliest = row("earliest", (late) => Math.min(...late));
  const p99 = row("p99", (late) => quantile(late, 0.99));
  return [
    { ...earliest, targets: [{ to: "value", atLeast: 0 }] },
    row("p50", (late) => quantile(late, 0.5)),
    { ...p99, targets, isShown: true },
    row("max", (late) => Math.max(...late)),
    {
      what: `${what}: emitted`,
      unit: "",
      ours: only(ours.late.length),
      original: only(original.late.length),
      reference: { name: "scheduled", ...only(ours.tasks) },
      targets: [{ to: "reference", atLeast: 1, atMost: 1 }],
    },
  ];
}
