import { startLocalAws } from "../aws/server.ts";
import type { Component } from "../pipedream/component.ts";
import { startLocalPipedream } from "../pipedream/host.ts";
import { systemClock } from "../shared/clock.ts";
import { listResources } from "../shared/resources.ts";
import { installVirtualTime } from "../shared/virtual-time.ts";
import { type Account, takeAccount } from "./account.ts";
import { Life, REGIONS } from "./life.ts";
import { type Action, dueOf, type Scenario } from "./scenario.ts";
import { storyOf } from "./story.ts";

const START = Date.parse("2026-12-01T00:00:00.000Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What is published is published again for so long, at least; an attempt and its pause take an hour and a quarter at most. */
const DELIVERY_MS = 3 * DAY + 5_000_000;

export interface Progress {
  readonly day: number;
  readonly days: number;
  readonly emitted: number;
}

/** What became of the tasks, and a way to ask what happened to one. */
export interface Outcome {
  readonly account: Account;
  tell(executionArn: string): string[];
}

/**
 * Lives through a scenario, on virtual time and over real HTTP, and gives an account of it. What is loaded must have a
 * memory of its own each time, since it takes the place of a process that has crashed.
 */
export async function simulate(
  load: () => Component,
  scenario: Scenario,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Outcome> {
  const time = installVirtualTime(START);
  const { rolePropagationMs, confirmDelayMs, describeLagMs, iamLagMs, dbMode, seed } = scenario;
  const aws = await startLocalAws({ rolePropagationMs, confirmDelayMs, describeLagMs, iamLagMs });
  const pipedream = await startLocalPipedream({ dbMode, tellProcesses: true });
  const outer = process.env.AWS_ENDPOINT_URL;
  process.env.AWS_ENDPOINT_URL = aws.url;
  try {
    const $auth = { accessKeyId: `AKIACAMPAIGN${seed}`, secretAccessKey: "-" };
    const source = await time.during(
      pipedream.deploy({ component: load(), props: { aws: { $auth }, region: REGIONS[0], secret: "0" } }),
    );
    const life = new Life(aws, source, $auth, load, scenario);
    for (const action of scenario.actions) systemClock.at(START + action.at, () => life.act(action));
    const end = Math.max(START, ...scenario.actions.map(endOf)) + DELIVERY_MS;
    const days = Math.ceil((end - START) / DAY);
    for (let day = 1; day <= days; day++) {
      await time.advance(START + day * DAY - Date.now());
      onProgress({ day, days, emitted: source.events.length });
    }
    await time.during(life.end());
    await time.advance(2 * HOUR);
    const resources = await time.during(Promise.all(REGIONS.map((region) => listResources(aws.url, region))));
    const account = takeAccount(life.tasks, source, [...new Set(resources.flat())]);
    return { account, tell: (executionArn) => storyOf(executionArn, aws, source) };
  } finally {
    await time.during(pipedream.close().then(() => aws.close()));
    time.uninstall();
    if (outer === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = outer;
  }
}

function endOf(action: Action): number {
  const at = START + action.at;
  if (action.kind === "task") return Math.max(at, dueOf(action.task, at));
  return action.kind === "outage" ? at + action.forMs : at;
}
