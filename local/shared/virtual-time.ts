import { channel } from "node:diagnostics_channel";
import { isMainThread } from "node:worker_threads";
import { install } from "@sinonjs/fake-timers";

/** What says that something happens somewhere in this process. */
const ACTIVITY = [
  "http.client.request.start",
  "http.client.response.finish",
  "http.server.request.start",
  "http.server.response.finish",
];

/** Loopback brings bytes within a few turns of the event loop; after so many quiet ones, nothing is on its way. */
const QUIET_TURNS = 20;

/** No timer of what is under way is further ahead, but those of tasks are. */
const LONGEST_STEP_MS = 15 * 60_000;

/** Time that passes only when everything in this process waits for it: a year in a moment, over real HTTP. */
export interface VirtualTime {
  /** Lets so many ms pass, with all that falls due meanwhile and what that leads to. */
  advance(ms: number): Promise<void>;
  /** Lets as much time pass as the work needs. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing more happens unless time passes. */
  idle(): Promise<void>;
  /** Lets time pass as it does outside, until the function that it returns is called. */
  flow(): () => void;
  uninstall(): void;
}

/** How often time that flows is brought up to date: nothing is later than that. */
const TICK_MS = 10;

export interface VirtualTimeOptions {
  /** Whether intervals go by real time: they keep connections alive, and nothing waits for them. */
  readonly hasRealIntervals?: boolean;
}

/** Takes over `Date` and the timers of this process. */
export function installVirtualTime(
  now: number,
  { hasRealIntervals = false }: VirtualTimeOptions = {},
): VirtualTime {
  const intervals = hasRealIntervals ? [] : (["setInterval", "clearInterval"] as const);
  const { setInterval: setRealInterval, clearInterval: clearRealInterval } = globalThis;
  const clock = install({
    now,
    toFake: ["Date", "setTimeout", "clearTimeout", ...intervals],
    shouldClearNativeTimers: true,
  });
  const fakeSetTimeout = globalThis.setTimeout as (...args: unknown[]) => unknown;
  // As in Node, a fraction of a millisecond takes one; else a loop that waits for fractions never ends.
  globalThis.setTimeout = ((action: () => void, ms = 0, ...args: unknown[]) =>
    fakeSetTimeout(action, ms > 0 && ms < 1 ? 1 : ms, ...args)) as typeof setTimeout;
  let activity = 0;
  const count = () => {
    activity += 1;
  };
  for (const name of ACTIVITY) channel(name).subscribe(count);

  // Turns go by in their thousands, so each of them is a callback rather than a promise.
  const idle = () =>
    new Promise<void>((resolve) => {
      let quiet = 0;
      let before = activity;
      const turn = () => {
        quiet = activity === before ? quiet + 1 : 0;
        before = activity;
        if (quiet < QUIET_TURNS) setImmediate(turn);
        else if (!isWorking()) resolve();
        else {
          quiet = 0;
          setImmediate(turn);
        }
      };
      setImmediate(turn);
    });
  const untilNext = () => (clock.timerHeap?.peek()?.callAt ?? Number.POSITIVE_INFINITY) - clock.now;
  const fire = () => {
    activity += 1;
    clock.next();
  };

  return {
    idle,
    async advance(ms) {
      const end = clock.now + ms;
      for (await idle(); clock.now + untilNext() <= end; await idle()) fire();
      clock.tick(Math.max(0, end - clock.now));
    },
    async during(work) {
      let isSettled = false;
      const settle = () => {
        isSettled = true;
      };
      work.then(settle, settle);
      for (await idle(); !isSettled; await idle()) {
        if (untilNext() <= LONGEST_STEP_MS) fire();
      }
      return work;
    },
    flow() {
      const offset = clock.now - performance.now();
      const tick = () => clock.tick(Math.max(0, Math.floor(performance.now() + offset) - clock.now));
      const ticking = setRealInterval(tick, TICK_MS);
      return () => clearRealInterval(ticking);
    },
    uninstall() {
      for (const name of ACTIVITY) channel(name).unsubscribe(count);
      clock.uninstall();
    },
  };
}

/** In a worker thread there is always one, to the thread that made it. */
const WORK = isMainThread ? /Req|ConnectWrap|MessagePort/ : /Req|ConnectWrap/;

/** Whether a file is being read, a connection made or a module resolved in another thread, of which no event tells. */
function isWorking(): boolean {
  return process.getActiveResourcesInfo().some((name) => WORK.test(name));
}
