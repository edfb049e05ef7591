import { type LocalSource, ObservationError } from "../pipedream/source.ts";
import type { Endpoint } from "./client.ts";
import { REGIONS } from "./scenario.ts";

const PATIENCE_MS = 60_000;
/** More often than any trouble lasts. */
const MAX_ATTEMPTS = 10_000;

/** Whoever has deployed the source and changes it. Does not give up when that fails. */
export class Owner implements Endpoint {
  readonly #source: LocalSource;
  readonly #auth: object;
  #secret = 0;
  #region = 0;
  updates = 0;

  constructor(source: LocalSource, auth: object) {
    this.#source = source;
    this.#auth = auth;
  }

  url(): string {
    return this.#source.url;
  }

  secret(): string {
    return String(this.#secret);
  }

  region(): string {
    return REGIONS[this.#region % REGIONS.length] ?? REGIONS[0];
  }

  async update(change: "nothing" | "secret" | "region"): Promise<void> {
    if (change === "secret") this.#secret += 1;
    if (change === "region") this.#region += 1;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      this.updates += 1;
      if (await succeeds(this.#source.update({ props: this.#props() }))) return;
      await this.#waitAndActivate();
    }
  }

  /** The last deletion, with nothing pending and nothing going wrong. */
  async delete(): Promise<void> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS && !this.#source.active; attempt++) {
      await this.#waitAndActivate();
    }
    await this.#source.delete();
  }

  async #waitAndActivate(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    if (!this.#source.active) await succeeds(this.#source.activate());
  }

  #props(): Record<string, unknown> {
    return propsOf(this.#auth, this.region(), this.secret());
  }
}

export function propsOf($auth: object, region: string = REGIONS[0], secret = "0"): Record<string, unknown> {
  return { aws: { $auth }, region, secret };
}

/** False if a hook has failed. */
async function succeeds(change: Promise<void>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (error instanceof ObservationError) return false;
    throw error;
  }
}
