import { seededRandom } from "../aws/seeded.ts";
import { type LocalAws, startLocalAws } from "../aws/server.ts";
import { type LocalPipedream, startLocalPipedream } from "../pipedream/host.ts";
import type { Load } from "../pipedream/workers.ts";
import { systemClock } from "../shared/clock.ts";
import { listResources } from "../shared/resources.ts";
import { installVirtualTime, type VirtualTime } from "../shared/virtual-time.ts";
import { type Account, takeAccount } from "./account.ts";
import { fatesOf } from "./fate.ts";
import { Life } from "./life.ts";
import { Owner, propsOf } from "./owner.ts";
import { type Action, dueOf, REGIONS, type Scenario } from "./scenario.ts";
import { storyOf } from "./story.ts";
import { Subjects } from "./subjects.ts";
import { Witness } from "./witness.ts";

const START = Date.parse("2026-12-01T00:00:00.000Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What is published is published again for so long, at least; the last attempt may be hours late. */
const DELIVERY_MS = 3 * DAY + 6 * HOUR;

export interface Progress {
  readonly day: number;
  readonly days: number;
  readonly emitted: number;
}

/** What became of the tasks, and a way to ask what happened to one. */
export interface Outcome {
  readonly account: Account;
  tell(task: number): string[];
}

/** Lives through a scenario, on virtual time and over real HTTP, and gives an account of it. */
export async function simulate(
  load: Load,
  scenario: Scenario,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Outcome> {
  const time = installVirtualTime(START);
  const random = seededRandom(scenario.seed);
  const { ghosts, describeLagMs, ...traits } = scenario.aws;
  const aws = await startLocalAws({
    ...traits,
    ...(ghosts !== "none" && { ghostSubscriptions: ghosts }),
    random,
    describeLagMs: () => Math.round(random() * describeLagMs),
    timeOutOnClock: true,
  });
  const pipedream = await startLocalPipedream(scenario.pipedream);
  const outer = process.env.AWS_ENDPOINT_URL;
  process.env.AWS_ENDPOINT_URL = aws.url;
  try {
    return await live(load, scenario, { time, aws, pipedream }, onProgress);
  } finally {
    await time.during(pipedream.close().then(() => aws.close()));
    time.uninstall();
    if (outer === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = outer;
  }
}

interface Stage {
  readonly time: VirtualTime;
  readonly aws: LocalAws;
  readonly pipedream: LocalPipedream;
}

async function live(
  load: Load,
  scenario: Scenario,
  { time, aws, pipedream }: Stage,
  onProgress: (progress: Progress) => void,
): Promise<Outcome> {
  const $auth = { accessKeyId: `AKIACAMPAIGN${Math.abs(scenario.seed)}`, secretAccessKey: "-" };
  const source = await time.during(pipedream.deploy({ load, props: propsOf($auth) }));
  const owner = new Owner(source, $auth);
  const subjects = new Subjects();
  const witness = new Witness(aws, source, subjects, scenario);
  const life = new Life(aws, source, owner, subjects, scenario);
  for (const action of scenario.actions) systemClock.at(START + action.at, () => life.act(action));
  const days = Math.ceil((lengthOf(scenario) + DELIVERY_MS) / DAY);
  for (let day = 1; day <= days; day++) {
    await time.advance(START + day * DAY - Date.now());
    onProgress({ day, days, emitted: source.events.length });
  }
  await time.during(life.end());
  await time.advance(2 * HOUR);
  const resources = await time.during(Promise.all(REGIONS.map((region) => listResources(aws.url, region))));
  const account = takeAccount({
    fates: fatesOf(life.tasks, source, witness),
    source,
    aws,
    updates: owner.updates,
    kills: life.kills.filter(({ victim }) => victim !== undefined).length,
    leftOver: [...new Set(resources.flat())],
  });
  const tell = (number: number) => {
    const task = life.tasks[number];
    return task ? storyOf(task, aws, source, subjects) : [];
  };
  return { account, tell };
}

function lengthOf({ actions }: Scenario): number {
  const endOf = (action: Action) => {
    const { at } = action;
    if (action.kind === "task") return Math.max(at, dueOf(action.task, START + at) - START);
    return "forMs" in action ? at + action.forMs : at;
  };
  return Math.max(0, ...actions.map(endOf));
}
