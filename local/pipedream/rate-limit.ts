const REQUESTS_PER_SECOND = 10;

/** Pipedream allows 10 requests a second with short, unspecified bursts; here none, so that a test can count. */
export class RateLimit {
  readonly #now: () => number;
  #times: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  admits(): boolean {
    const now = this.#now();
    this.#times = this.#times.filter((time) => time > now - 1000);
    if (this.#times.length >= REQUESTS_PER_SECOND) return false;
    this.#times.push(now);
    return true;
  }
}
