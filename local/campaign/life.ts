import type { Fault } from "../aws/call.ts";
import type { LocalAws } from "../aws/server.ts";
import type { Component } from "../pipedream/component.ts";
import { type LocalSource, ObservationError } from "../pipedream/source.ts";
import { systemClock } from "../shared/clock.ts";
import { type ClientTask, cancelAsClient, type Endpoint, scheduleAsClient } from "./client.ts";
import { seededFaults } from "./faults.ts";
import { type Action, dueOf, type PlannedTask, type Scenario } from "./scenario.ts";

/** Where the source may be moved to, in turn. */
export const REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2"];

/** One source, the owner who changes it, its clients, and what befalls it. */
export class Life {
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
