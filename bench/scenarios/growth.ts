import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { CREDENTIALS, ORIGINAL, OURS, PROPS } from "../paths.ts";
import type { SubjectFile } from "../processes/subject.ts";
import { cancel, farAhead, repeat, schedule } from "../requests.ts";
import type { Row, Unit } from "../results.ts";
import { quantile, type Summary, summarise } from "../statistics.ts";
import { openWorld, type World } from "../world.ts";
import type { Run, Scenario } from "./scenario.ts";

interface Costs {
  readonly schedule: Summary;
  readonly cancel: Summary;
  readonly heapMb: Summary;
  readonly deactivate: Summary;
  readonly deactivateCalls: Summary;
  readonly activate: Summary;
  readonly activateCalls: Summary;
}

export const growth: Scenario = {
  name: "growth",
  description:
    'What a schedule, a cancel, a deactivate and the activate after it cost while so many tasks wait, and what the source holds in memory then; the reference is ours while ten wait. What becomes of the tasks is not the same: the original\'s deactivate loses them, ours keeps them; and its cancel looks before and after it stops an execution, since AWS "stops" one that has ended just as well. Set to cancel them instead, it makes a call for each: the last rows. The time of a deactivate is also that in which the local AWS lists what waits.',
  async run(run) {
    const levels = run.isQuick ? [10, 1_000] : [10, 1_000, 100_000];
    const rows: Row[] = [];
    let atFirst: Costs | undefined;
    for (const pending of levels) {
      const ours = await measure(OURS, pending, run);
      const original = await measure(ORIGINAL, pending, run);
      rows.push(...toRows(pending, ours, original, atFirst));
      atFirst ??= ours;
    }
    for (const pending of [10, 1_000]) rows.push(...(await measureCancelling(pending, run)));
    return rows;
  },
};

/** What a deactivate costs that cancels what waits. */
async function measureCancelling(pending: number, run: Run): Promise<Row[]> {
  run.progress(`${pending} pending, to be cancelled`);
  const world = await openWorld({ stateMachineDeletionMs: 0 });
  try {
    const source = await world.deploy(OURS, { props: { pendingTasks: "cancel" } });
    const arn = await schedule(source.url, farAhead(), { name: "Luke" });
    await fill(world.awsUrl, arn, pending - 1, world.aws.ask.fill);
    await countCalls(world);
    const ms = await source.ask.deactivate();
    const calls = await countCalls(world);
    const what = `${pending.toLocaleString("en-US")} pending: deactivate that cancels them`;
    return [
      { what, unit: "ms", ours: summarise([ms]) },
      { what: `${what}: AWS calls`, unit: "", ours: summarise([calls]) },
    ];
  } finally {
    await world.close();
  }
}

async function countCalls(world: World): Promise<number> {
  const { calls } = await world.aws.ask.count();
  return Object.values(calls).reduce((total, count) => total + count, 0);
}

async function measure(file: SubjectFile, pending: number, run: Run): Promise<Costs> {
  const world = await openWorld({ stateMachineDeletionMs: 0 });
  const calls = () => countCalls(world);
  try {
    const source = await world.deploy(file);
    await world.confirmed();
    const scheduled = () => schedule(source.url, farAhead(), { name: "Luke" });
    const arns: string[] = [];
    await repeat(300, 4, async () => arns.push(await scheduled()));
    run.progress(`${pending} pending, ${file.subject}: filling`);
    await fill(world.awsUrl, arns[0] ?? "", pending, world.aws.ask.fill);
    run.progress(`${pending} pending, ${file.subject}: measuring`);
    const scheduling = await rounds(async () => arns.push(await scheduled()));
    const cancelling = await rounds(() => cancel(source.url, arns.pop() ?? ""));
    const heapMb = await source.ask.heapMb();
    await calls();
    const deactivateMs = await source.ask.deactivate();
    const deactivateCalls = await calls();
    const activateMs = await source.ask.activate();
    return {
      schedule: scheduling,
      cancel: cancelling,
      heapMb: summarise([heapMb]),
      deactivate: summarise([deactivateMs]),
      deactivateCalls: summarise([deactivateCalls]),
      activate: summarise([activateMs]),
      activateCalls: summarise([await calls()]),
    };
  } finally {
    await world.close();
  }
}

/** Medians of a few rounds of one at a time. */
async function rounds(action: () => Promise<unknown>): Promise<Summary> {
  const medians: number[] = [];
  for (let round = 0; round < 5; round++) medians.push(quantile(await repeat(50, 1, action), 0.5));
  return summarise(medians);
}

/** Starts more executions like that one, past the source. */
async function fill(
  endpoint: string,
  executionArn: string,
  pending: number,
  start: (argument: { stateMachineArn: string; input: string; times: number }) => Promise<void>,
): Promise<void> {
  const sfn = new SFNClient({ endpoint, region: PROPS.region, credentials: CREDENTIALS });
  const { stateMachineArn, input } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  await start({ stateMachineArn: stateMachineArn ?? "", input: input ?? "", times: pending });
}

/** How much more than with ten pending still counts as the same: times vary from world to world, calls do not. */
const FLAT: Partial<Record<keyof Costs, number>> = {
  schedule: 2,
  cancel: 2,
  heapMb: 1.1,
  deactivateCalls: 1,
  activateCalls: 1,
};

function toRows(pending: number, ours: Costs, original: Costs, atFirst: Costs | undefined): Row[] {
  const row = (what: string, unit: Unit, key: keyof Costs): Row => {
    const atMost = FLAT[key];
    return {
      what: `${pending.toLocaleString("en-US")} pending: ${what}`,
      unit,
      ours: ours[key],
      original: original[key],
      ...(atFirst && {
        reference: { name: "10 pending", ...atFirst[key] },
        targets: atMost === undefined ? [] : [{ to: "reference", atMost }],
        isShown: atMost !== undefined && pending > 1_000,
      }),
    };
  };
  return [
    row("schedule p50", "ms", "schedule"),
    row("cancel p50", "ms", "cancel"),
    row("heap of the source", "MB", "heapMb"),
    row("deactivate", "ms", "deactivate"),
    row("deactivate: AWS calls", "", "deactivateCalls"),
    row("activate", "ms", "activate"),
    row("activate: AWS calls", "", "activateCalls"),
  ];
}
