import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { at, post, startWorld, type World } from "../lives/world.ts";
import { type Way, wayTo } from "./given.ts";

interface Options {
  sourceId: string;
  apiKey: string;
  api: string;
  history?: boolean;
  signal?: AbortSignal;
  onStatus?: (status: string, reason?: string) => void;
}
type Follow = (options: Options) => AsyncGenerator<{ message: unknown }, void>;
const { followEvents }: { followEvents: Follow } = await import(
  new URL("../../examples/event-stream.mjs", import.meta.url).href
);

const SILENCE_MS = 45_000;

let world: World;
let source: LocalSource;
let way: Way;
beforeEach(async () => {
  world = await startWorld();
  source = await world.deploy();
  way = await wayTo(world.pipedream.apiUrl);
});
afterEach(async () => {
  await way.close();
  await world.close();
});

/** Follows in the background, and keeps what comes. */
function follow(changes: Partial<Options> = {}) {
  const stop = new AbortController();
  const messages: unknown[] = [];
  const statuses: string[] = [];
  const run = async () => {
    const events = followEvents({
      sourceId: source.id,
      apiKey: world.pipedream.apiKey,
      api: way.url,
      signal: stop.signal,
      onStatus: (...status) => statuses.push(status.filter(Boolean).join(": ")),
      ...changes,
    });
    for await (const { message } of events) messages.push(message);
  };
  const ended = run();
  ended.catch(() => {});
  return { messages, statuses, ended, stop: () => stop.abort() };
}

const emit = async (message: unknown) => {
  await post(source, "/schedule", { timestamp: at(0), message });
  await world.advance(1_000);
};

describe("followEvents", { timeout: 30_000 }, () => {
  it("yields what is emitted from now on, until it is told to stop", async () => {
    await emit("before");
    const { messages, statuses, ended, stop } = follow();
    await world.advance(1_000);
    await emit("one");
    await emit({ two: 2 });
    expect(messages).toEqual(["one", { two: 2 }]);
    expect(statuses).toEqual(["connected"]);
    stop();
    await world.during(ended);
  });

  it("begins with the events of before, the oldest first, if asked to", async () => {
    await emit(1);
    await emit(2);
    const { messages, stop } = follow({ history: true });
    await world.advance(1_000);
    await emit(3);
    expect(messages).toEqual([1, 2, 3]);
    stop();
  });

  it("connects again when the stream is cut, and misses and repeats nothing", async () => {
    const { messages, statuses, stop } = follow();
    await world.advance(1_000);
    await emit("before the cut");
    way.cut();
    await emit("meanwhile");
    await emit("and this");
    way.mend();
    await world.advance(30_000);
    await emit("after");
    expect(messages).toEqual(["before the cut", "meanwhile", "and this", "after"]);
    expect(statuses[1]).toMatch(/^reconnecting: ./);
    expect(statuses.at(-1)).toBe("connected");
    stop();
  });

  it("takes a stream for dead when it is silent, and not while it only says that it is alive", async () => {
    way.faults.push("arrives", "silent", "arrives");
    const { statuses, messages, stop } = follow();
    await emit("on no stream");
    await world.advance(SILENCE_MS - 2_000);
    expect(statuses).toEqual(["connected"]);
    await world.advance(4_000);
    expect(statuses).toEqual(["connected", "reconnecting: The stream is silent", "connected"]);
    await world.advance(10 * SILENCE_MS);
    await emit("live");
    expect(statuses).toHaveLength(3);
    expect(messages).toEqual(["on no stream", "live"]);
    stop();
  });

  it("waits longer from time to time while Pipedream cannot be reached", async () => {
    const { stop } = follow();
    await world.advance(1_000);
    way.cut();
    await world.advance(0);
    const before = way.count;
    await world.advance(10 * 60_000);
    // 30 s at most, half of it at least, and some more at the beginning.
    expect(way.count - before).toBeGreaterThan(20);
    expect(way.count - before).toBeLessThan(50);
    stop();
  });

  it.each([
    [{ apiKey: "pd_wrong" }, /401 .*API key/],
    [{ sourceId: "dc_none" }, /404 .*id of the source/],
  ])("with %j, says what is wrong rather than trying again", async (changes, message) => {
    const { ended } = follow(changes);
    await expect(world.during(ended)).rejects.toThrow(message);
    expect(way.count).toBe(1);
  });
});
