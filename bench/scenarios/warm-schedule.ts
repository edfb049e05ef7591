import { ORIGINAL, OURS } from "../paths.ts";
import { farAhead, repeat, schedule } from "../requests.ts";
import type { Row } from "../results.ts";
import { quantile, type Summary, summarise } from "../statistics.ts";
import { type Hosted, openWorld } from "../world.ts";
import type { Run, Scenario } from "./scenario.ts";

/** How many requests a round has, by how many are in flight. */
const REQUESTS = new Map([
  [1, 300],
  [10, 600],
  [50, 1_000],
]);

interface Round {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly rate: number;
}

const REFERENCE = "bare StartExecution";

export const warmSchedule: Scenario = {
  name: "warm schedule",
  description:
    "`POST /schedule` over kept-alive connections to a source that has served before. The floor is a component behind the same host that makes the one SDK call with one client and nothing else.",
  async run(run) {
    const world = await openWorld();
    try {
      const sources = [await world.deploy(OURS), await world.deploy(ORIGINAL), await world.deployFloor()];
      for (const { url } of sources) await repeat(run.isQuick ? 300 : 1_500, 10, () => scheduleOne(url));
      const rows: Row[] = [];
      for (const [inFlight, requests] of REQUESTS) {
        const size = run.isQuick ? requests / 3 : requests;
        rows.push(...toRows(inFlight, await measure(sources, inFlight, size, run)));
      }
      return rows;
    } finally {
      await world.close();
    }
  },
};

const scheduleOne = (url: string) => schedule(url, farAhead(), { name: "Luke", title: "Jedi" });

async function measure(
  sources: readonly Hosted[],
  inFlight: number,
  size: number,
  run: Run,
): Promise<Round[][]> {
  const rounds = run.isQuick ? 3 : 9;
  const results: Round[][] = sources.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    run.progress(`${inFlight} in flight, round ${round} of ${rounds}`);
    for (const [index, { url }] of sources.entries()) {
      const started = performance.now();
      const durations = await repeat(size, inFlight, () => scheduleOne(url));
      const seconds = (performance.now() - started) / 1_000;
      const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(durations, share));
      results[index]?.push({ p50, p95, p99, rate: size / seconds } as Round);
    }
  }
  return results;
}

function toRows(inFlight: number, [ours = [], original = [], floor = []]: Round[][]): Row[] {
  const of = (rounds: Round[], key: keyof Round): Summary => summarise(rounds.map((round) => round[key]));
  const row = (what: string, key: keyof Round, unit: "ms" | "/s", targets: Row["targets"] = []): Row => ({
    what: `${inFlight} in flight: ${what}`,
    unit,
    ours: of(ours, key),
    original: of(original, key),
    reference: { name: REFERENCE, ...of(floor, key) },
    targets,
  });
  return [
    row("p50", "p50", "ms", [{ to: "reference", atMost: 1.15 }]),
    row("p95", "p95", "ms"),
    row("p99", "p99", "ms"),
    // With one in flight, the rate is the latency again, most of which is that of the stand-ins.
    row("rate", "rate", "/s", inFlight > 1 ? [{ to: "original", atLeast: 2 }] : []),
  ];
}
