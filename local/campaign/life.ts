import { firstOf, outage } from "../aws/outage.ts";
import type { LocalAws } from "../aws/server.ts";
import { type Kill, killAt } from "../pipedream/kill.ts";
import type { LocalSource } from "../pipedream/source.ts";
import { systemClock } from "../shared/clock.ts";
import { type ClientTask, cancelAsClient, scheduleAsClient } from "./client.ts";
import { seededFaults } from "./faults.ts";
import { meddle } from "./meddle.ts";
import type { Owner } from "./owner.ts";
import { Races } from "./races.ts";
import { type Action, dueOf, type PlannedTask, type Scenario } from "./scenario.ts";
import type { Subjects } from "./subjects.ts";

/** One source, the owner who changes it, its clients, and what befalls it. */
export class Life {
  readonly tasks: ClientTask[] = [];
  readonly kills: Kill[] = [];
  readonly #aws: LocalAws;
  readonly #source: LocalSource;
  readonly #owner: Owner;
  readonly #races: Races;
  readonly #awsOutages = new Set<ReturnType<typeof outage>>();

  constructor(
    aws: LocalAws,
    source: LocalSource,
    owner: Owner,
    subjects: Subjects,
    { seed, faults }: Scenario,
  ) {
    this.#aws = aws;
    this.#source = source;
    this.#owner = owner;
    this.#races = new Races(subjects);
    const seeded = seededFaults(seed, faults, subjects);
    // Whoever looks on has no session, and no faults.
    aws.intercept = (call) =>
      call.session === undefined
        ? undefined
        : (firstOf(...this.#awsOutages)(call) ?? { ...seeded.call(call), ...this.#races.hold(call) });
    aws.interceptDelivery = seeded.delivery;
    aws.listen((call, stage) => this.#races.hear(call, stage));
  }

  act(action: Action): void {
    switch (action.kind) {
      case "task":
        this.#schedule(action.task);
        break;
      case "update":
        void this.#owner.update(action.change);
        break;
      case "kill":
        this.kills.push(killAt(this.#aws, this.#source, action.point));
        break;
      case "outage": {
        const { updates } = this.#owner;
        this.#source.outage = action.how;
        after(action.forMs, () => {
          this.#source.outage = undefined;
          // SNS asks for an hour only to have a subscription confirmed. The log says so, and the owner updates once more.
          if (this.#owner.updates > updates) void this.#owner.update("nothing");
        });
        break;
      }
      case "AWS outage": {
        const trouble = outage(action);
        this.#awsOutages.add(trouble);
        after(action.forMs, () => this.#awsOutages.delete(trouble));
        break;
      }
      case "meddling":
        void meddle(action.how, this.#source, this.#aws.url, this.#owner.region());
        after(action.updateAfterMs, () => this.#owner.update("nothing"));
        break;
    }
  }

  /** The last deletion, with nothing going wrong. */
  async end(): Promise<void> {
    this.#aws.intercept = undefined;
    this.#aws.interceptDelivery = undefined;
    for (const kill of this.kills) kill.cancel();
    await this.#owner.delete();
  }

  #schedule(planned: PlannedTask): void {
    const number = this.tasks.length;
    const id = planned.isNamed ? `task-${number}` : undefined;
    const task: ClientTask = { number, due: dueOf(planned, Date.now()), id, answers: [] };
    this.tasks.push(task);
    for (const cancel of planned.cancels) {
      const start = () => cancelAsClient(this.#owner, task);
      if (cancel.from === "claim") this.#races.add(number, { ...cancel, start });
      else systemClock.at(Math.max(Date.now() + 1_000, task.due + cancel.ms), start);
    }
    const request = () => scheduleAsClient(this.#owner, task);
    void request();
    if (id) for (const afterMs of planned.repeatsAfterMs) after(afterMs, request);
  }
}

function after(ms: number, action: () => unknown): void {
  systemClock.at(Date.now() + ms, () => void action());
}
