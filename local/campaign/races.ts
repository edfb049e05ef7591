import type { ApiCall, CallStage, Fault } from "../aws/call.ts";
import type { PlannedCancel } from "./scenario.ts";
import type { Subjects } from "./subjects.ts";

type Race = Extract<PlannedCancel, { from: "claim" }> & { readonly start: () => void };

/** Cancels that come in the middle of a claim, which AWS holds up meanwhile. */
export class Races {
  readonly #subjects: Subjects;
  readonly #pending = new Map<number, Race[]>();

  constructor(subjects: Subjects) {
    this.#subjects = subjects;
  }

  add(task: number, race: Race): void {
    this.#pending.set(task, [...(this.#pending.get(task) ?? []), race]);
  }

  /** How this call is held up, for a race that begins with it. */
  hold(call: ApiCall): Fault {
    const [race] = this.#of(call);
    if (!race) return {};
    return race.stage === "before" ? { latencyMs: race.heldMs } : { answerLatencyMs: race.heldMs };
  }

  hear(call: ApiCall, stage: CallStage): void {
    for (const race of this.#of(call)) {
      if (race.stage !== stage) continue;
      const number = this.#subjects.ofCall(call) ?? 0;
      const others = (this.#pending.get(number) ?? []).filter((other) => other !== race);
      this.#pending.set(number, others);
      race.start();
    }
  }

  #of(call: ApiCall): Race[] {
    const races = this.#pending.get(this.#subjects.ofCall(call) ?? Number.NaN) ?? [];
    return races.filter((race) => race.call === call.action && isClaim(call));
  }
}

function isClaim({ action, input }: ApiCall): boolean {
  return action === "SendTaskSuccess" || String(input.cause).includes("claimedBy");
}
