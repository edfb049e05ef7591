import { type Child, start } from "../child.ts";
import { ORIGINAL, OURS, PROPS } from "../paths.ts";
import type { CapturingHandlers, Kept } from "../processes/capturing.ts";
import type { NotificationHandlers, Timing } from "../processes/notification.ts";
import { repeat, schedule } from "../requests.ts";
import type { Row } from "../results.ts";
import { type Summary, summarise } from "../statistics.ts";
import { until } from "../until.ts";
import { openWorld, type World } from "../world.ts";
import type { Run, Scenario } from "./scenario.ts";

const TIMEOUT_MS = 120_000;
const SIZES = [
  { name: "1 KB", characters: 1_000, times: 2_000 },
  { name: "200 KB", characters: 200_000, times: 200 },
];
type Timings = Readonly<Record<string, Timing[]>>;

export const notification: Scenario = {
  name: "notification",
  description:
    "From a notification to `$emit`, one after the other, with the certificate at hand, as on AWS: its host and its subject are checked too. The original verifies nothing, so its time is not that of the same work; sns-validator verifies and does no more. The time of one bare RSA verification is the floor. The last rows: with the task acknowledged to the local AWS, against the two bare SDK calls.",
  async run(run) {
    const rows: Row[] = [];
    for (const size of SIZES) rows.push(...toRows(size.name, await plain(size, run)));
    rows.push(...(await acknowledged(run)));
    return rows;
  },
};

async function plain({ name, characters, times }: (typeof SIZES)[number], run: Run): Promise<Timings> {
  const world = await openWorld();
  try {
    // A source whose policy does not allow it to acknowledge tasks publishes them plainly.
    await world.aws.ask.deny(["SendTaskSuccess", "SendTaskHeartbeat"]);
    const kept = await keep(world, characters, 50);
    const child = server(world);
    await child.ask.prepare({ kept, props: PROPS, ours: OURS, original: ORIGINAL, awsUrl: world.awsUrl });
    const who = ["ours", "original", "sns-validator", "bare"];
    return await inTurn(child, who, run.isQuick ? times / 2 : times, name, run);
  } finally {
    await world.close();
  }
}

function server(world: World): Child<NotificationHandlers> {
  return world.adopt(
    start<NotificationHandlers>("notification", { env: { AWS_ENDPOINT_URL: world.awsUrl } }),
  );
}

/** Deploys ours and has so many tasks of that size published, which are kept. */
async function keep(world: World, characters: number, count: number): Promise<Kept> {
  const env = { AWS_ENDPOINT_URL: world.awsUrl };
  const { ask } = world.adopt(start<CapturingHandlers>("capturing", { env }));
  const port = await ask.freePort();
  const publicUrl = await world.aws.ask.front(port);
  const url = await ask.deploy({ file: OURS, props: PROPS, port, publicUrl });
  await world.confirmed();
  await world.unthrottle();
  const message = "m".repeat(characters);
  await repeat(count, 4, () => schedule(url, new Date().toISOString(), message));
  await until("the notifications come", async () => (await ask.keptCount()) >= count, TIMEOUT_MS);
  return ask.kept();
}

async function inTurn(
  child: Child<NotificationHandlers>,
  who: readonly string[],
  times: number,
  name: string,
  run: Run,
  isOnceEach = false,
): Promise<Timings> {
  const rounds = run.isQuick ? 3 : 9;
  const timings: Record<string, Timing[]> = Object.fromEntries(who.map((each) => [each, []]));
  let from = 0;
  const time = async (each: string) => {
    const timing = await child.ask.time({ who: each, from, times });
    if (isOnceEach) from += times;
    return timing;
  };
  for (const each of who) await time(each);
  for (let round = 1; round <= rounds; round++) {
    run.progress(`${name}, round ${round} of ${rounds}`);
    for (const each of who) timings[each]?.push(await time(each));
  }
  return timings;
}

async function acknowledged(run: Run): Promise<Row[]> {
  const times = run.isQuick ? 20 : 50;
  const world = await openWorld();
  try {
    const kept = await keep(world, 1_000, times * 2 * 10);
    const child = server(world);
    const everything = { kept, props: PROPS, ours: OURS, original: ORIGINAL, awsUrl: world.awsUrl };
    if (!(await child.ask.prepareAcknowledged(everything))) return [];
    const { ours = [], bare = [] } = await inTurn(child, ["ours", "bare"], times, "acknowledged", run, true);
    return [
      {
        what: "1 KB, acknowledged: p50",
        unit: "µs",
        ours: of(ours, "p50"),
        reference: { name: "bare RSA verification and two SDK calls", ...of(bare, "p50") },
      },
    ];
  } finally {
    await world.close();
  }
}

const of = (timings: readonly Timing[] = [], key: keyof Timing): Summary =>
  summarise(timings.map((timing) => timing[key]));

function toRows(size: string, timings: Timings): Row[] {
  const row = (what: string, key: keyof Timing, reference: string, name: string): Row => ({
    what: `${size}: ${what}`,
    unit: key === "rate" ? "/s" : "µs",
    ours: of(timings.ours, key),
    original: of(timings.original, key),
    reference: { name, ...of(timings[reference], key) },
  });
  const rate = row("rate", "rate", "sns-validator", "sns-validator");
  const time = row("p50", "p50", "bare", "bare RSA verification");
  const isSmall = size === SIZES[0]?.name;
  return [
    { ...rate, targets: [{ to: "reference", atLeast: 1 }] },
    { ...time, ...(isSmall && { targets: [{ to: "reference", atMost: 1.3 }] }) },
    row("p99", "p99", "sns-validator", "sns-validator"),
  ];
}
