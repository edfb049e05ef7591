/** Time as the stand-ins see it: real on `npm start`, advanced by hand in tests. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs the action at that time, or as soon as possible if it has passed. Returns what cancels it. */
  at(time: number, action: () => void | Promise<void>): () => void;
}

/** A Node timer holds at most 2^31 - 1 ms (24.8 days) and fires at once above that, so longer waits go in legs. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock, for waits of any length. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at(time, action) {
    let timer: NodeJS.Timeout;
    const wait = () => {
      timer = setTimeout(look, Math.min(time - Date.now(), LONGEST_TIMER_MS)).unref();
    };
    // Also a timer that has run out may be a millisecond early.
    const look = () => (Date.now() < time ? wait() : void action());
    wait();
    return () => clearTimeout(timer);
  },
};

interface Entry {
  readonly time: number;
  readonly order: number;
  readonly action: () => void | Promise<void>;
}

/** A clock that stands still until it is advanced. Actions run in order of time, and each is awaited. */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #entries = new Set<Entry>();
  readonly #onTick: (now: number) => void;

  /** `onTick` hears of every change of time, so that a test can move `Date` along. */
  constructor(now: number, onTick: (now: number) => void = () => {}) {
    this.#now = now;
    this.#onTick = onTick;
    onTick(now);
  }

  now(): number {
    return this.#now;
  }

  at(time: number, action: () => void | Promise<void>): () => void {
    const entry: Entry = { time, order: this.#order++, action };
    this.#entries.add(entry);
    return () => this.#entries.delete(entry);
  }

  /** Moves on by so many ms, running whatever falls due on the way, also what that schedules in turn. */
  async advance(ms: number): Promise<void> {
    await this.advanceTo(this.#now + ms);
  }

  async advanceTo(time: number): Promise<void> {
    for (let entry = this.#next(time); entry; entry = this.#next(time)) {
      this.#entries.delete(entry);
      this.#tick(Math.max(this.#now, entry.time));
      await entry.action();
    }
    this.#tick(time);
  }

  #next(until: number): Entry | undefined {
    let next: Entry | undefined;
    for (const entry of this.#entries) {
      if (entry.time > until) continue;
      if (!next || entry.time < next.time || (entry.time === next.time && entry.order < next.order))
        next = entry;
    }
    return next;
  }

  #tick(now: number): void {
    this.#now = now;
    this.#onTick(now);
  }
}
