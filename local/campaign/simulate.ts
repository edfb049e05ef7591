import type { Fault } from "../aws/call.ts";
import { type LocalAws, startLocalAws } from "../aws/server.ts";
import { systemClock } from "../clock.ts";
import type { Component } from "../pipedream/component.ts";
import { startLocalPipedream } from "../pipedream/host.ts";
import { type LocalSource, ObservationError } from "../pipedream/source.ts";
import { listResources } from "../resources.ts";
import { installVirtualTime } from "../virtual-time.ts";
import { type Account, takeAccount } from "./account.ts";
import { type ClientTask, cancelAsClient, type Endpoint, scheduleAsClient } from "./client.ts";
import { seededFaults } from "./faults.ts";
import type { Action, PlannedTask, Scenario } from "./scenario.ts";
import { storyOf } from "./story.ts";

const START = Date.parse("2026-12-01T00:00:00.000Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What is published is published again for so long, at least; an attempt and its pause take an hour and a quarter at most. */
const DELIVERY_MS = 3 * DAY + 5_000_000;
const REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2"];

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

function dueOf({ dueInMs, isOnTheHour }: PlannedTask, now: number): number {
  return isOnTheHour ? Math.ceil((now + dueInMs) / HOUR) * HOUR : now + dueInMs;
}

/** One source, the owner who changes it, its clients, and what befalls it. */
class Life {
  readonly tasks: ClientTask[] = [];
  readonly #aws: LocalAws;
  readonly #source: LocalSource;
  readonly #auth: object;
  readonly #load: () => Component;
  readonly #endpoint: Endpoint;
  #secret = 0;
  #region = 0;
  #crash: { countdown: number; readonly when: "before" | "after" } | undefined;

  constructor(
    aws: LocalAws,
    source: LocalSource,
    auth: object,
    load: () => Component,
    { seed, faults }: Scenario,
  ) {
    this.#aws = aws;
    this.#source = source;
    this.#auth = auth;
    this.#load = load;
    this.#endpoint = { url: () => source.url, secret: () => String(this.#secret) };
    const seeded = seededFaults(seed, faults);
    aws.intercept = (call) => {
      const fault = seeded.call(call);
      return this.#isDoomed(call.session) ? this.#crashing(fault) : fault;
    };
    aws.interceptDelivery = seeded.delivery;
  }

  act(action: Action): void {
    if (action.kind === "task") void this.#task(action.task);
    else if (action.kind === "update") void this.#update(action.change);
    else if (action.kind === "crash") this.#crash = { countdown: action.afterCalls, when: action.when };
    else {
      this.#source.outage = action.how;
      systemClock.at(Date.now() + action.forMs, () => {
        this.#source.outage = undefined;
      });
    }
  }

  /** The last deletion, with nothing pending and nothing going wrong. */
  async end(): Promise<void> {
    this.#aws.intercept = undefined;
    this.#aws.interceptDelivery = undefined;
    this.#crash = undefined;
    await this.#settle();
    await this.#source.delete();
  }

  async #task(planned: PlannedTask): Promise<void> {
    const id = planned.isNamed ? `task-${this.tasks.length}` : undefined;
    const task: ClientTask = {
      due: dueOf(planned, Date.now()),
      id,
      isCancelled: false,
      contradictions: [],
    };
    this.tasks.push(task);
    const { cancelAtMs } = planned;
    if (cancelAtMs !== undefined) {
      const at = Math.max(Date.now() + 1_000, task.due + cancelAtMs);
      systemClock.at(at, () => void cancelAsClient(this.#endpoint, task));
    }
    await scheduleAsClient(this.#endpoint, planned, task);
  }

  async #update(change: "nothing" | "secret" | "region"): Promise<void> {
    if (change === "secret") this.#secret += 1;
    if (change === "region") this.#region = (this.#region + 1) % REGIONS.length;
    const props = { aws: { $auth: this.#auth }, region: REGIONS[this.#region], secret: String(this.#secret) };
    await this.#source.update({ props }).catch(ignoreFailedHook);
    await this.#settle();
  }

  /** The owner tries again until the source is active. */
  async #settle(): Promise<void> {
    while (!this.#source.active) {
      await new Promise((resolve) => setTimeout(resolve, 60_000));
      await this.#source.activate().catch(ignoreFailedHook);
    }
  }

  #isDoomed(session: string | undefined): boolean {
    if (!this.#crash || session !== this.#source.processId) return false;
    this.#crash.countdown -= 1;
    return this.#crash.countdown <= 0;
  }

  #crashing(fault: Fault = {}): Fault {
    const when = this.#crash?.when;
    this.#crash = undefined;
    const kill = () => {
      this.#aws.deadSessions.add(this.#source.processId);
      this.#source.crash(this.#load());
      // A hook that died leaves the source inactive.
      void this.#settle();
    };
    if (when === "after") return { ...fault, afterEffect: kill };
    kill();
    return fault;
  }
}

function ignoreFailedHook(error: unknown): void {
  if (!(error instanceof ObservationError)) throw error;
}
