import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type TaskScheduler, toContext } from "../../../common/pipedream/component.ts";
import { LIMITS } from "../../../common/pipedream/limits.ts";
import { givenDb, NOW } from "../given.ts";

const KEYS = { accessKeyId: "AKIATEST", secretAccessKey: "-" };

const given = (change: Partial<TaskScheduler> = {}): TaskScheduler => ({
  aws: { $auth: KEYS },
  region: "eu-west-1",
  http: { endpoint: "https://abc.m.pipedream.net", respond: () => {} },
  db: givenDb(),
  $emit: () => {},
  ...change,
});
const contextOf = (change: Partial<TaskScheduler> = {}) => toContext(given(change), "standard");

describe("the context of a source", () => {
  beforeEach(() => {
    process.env.PD_COMPONENT = "dc_test";
  });
  afterEach(() => {
    delete process.env.PD_COMPONENT;
  });

  it("is what Pipedream puts on `this`", () => {
    const source = given({ secret: "s" });
    expect(toContext(source, "standard")).toMatchObject({
      sourceId: "dc_test",
      region: "eu-west-1",
      endpoint: "https://abc.m.pipedream.net",
      secret: "s",
      pendingTasks: "keep",
      credentials: KEYS,
      limits: LIMITS,
      db: source.db,
      log: console,
      fetch: globalThis.fetch,
    });
  });

  it("has no id where Pipedream says none", () => {
    delete process.env.PD_COMPONENT;
    expect(contextOf().sourceId).toBe("");
  });

  it.each([
    ["of no region", { region: undefined }, { region: "us-east-1" }],
    ["of an empty region", { region: "" }, { region: "us-east-1" }],
    ["with an empty secret", { secret: "" }, { secret: undefined }],
    ["that cancels", { pendingTasks: "cancel" }, { pendingTasks: "cancel" }],
    ["that keeps", { pendingTasks: "keep" }, { pendingTasks: "keep" }],
    ["of an unknown choice", { pendingTasks: "x" }, { pendingTasks: "keep" }],
    ["without an account", { aws: undefined }, { credentials: undefined }],
    ["with an empty account", { aws: {} }, { credentials: undefined }],
    ["without an access key", { aws: { $auth: { secretAccessKey: "-" } } }, { credentials: undefined }],
    ["without a secret access key", { aws: { $auth: { accessKeyId: "A" } } }, { credentials: undefined }],
    [
      "with temporary keys",
      { aws: { $auth: { ...KEYS, sessionToken: "t" } } },
      { credentials: { ...KEYS, sessionToken: "t" } },
    ],
  ])("%s", (_, change, expected) => {
    expect(contextOf(change)).toMatchObject(expected);
  });

  it("holds the keys alone, of whatever an account comes with", () => {
    const $auth = { ...KEYS, oauth_uid: "x" } as never;
    expect(contextOf({ aws: { $auth } }).credentials).toEqual(KEYS);
  });

  it("emits an event with its metadata", () => {
    const emitted: unknown[] = [];
    const context = contextOf({ $emit: (event, metadata) => void emitted.push([event, metadata]) });
    context.emit({ event: { a: 1 }, key: "k", summary: "s", publishedAt: NOW });
    expect(emitted).toEqual([[{ a: 1 }, { id: "k", summary: "s", ts: NOW }]]);
  });
});

describe("the clients of a source", () => {
  const former = { accessKeyId: "AKIAFORMER", secretAccessKey: "-" };

  it("are made once for a region, an account and a way to retry", () => {
    const clients = contextOf().aws({ region: "us-east-1" });
    expect(contextOf().aws({ region: "us-east-1" })).toBe(clients);
    expect(contextOf().aws({ region: "us-west-2" })).not.toBe(clients);
    expect(contextOf().aws({ region: "us-east-1", credentials: former })).not.toBe(clients);
    expect(toContext(given(), "adaptive").aws({ region: "us-east-1" })).not.toBe(clients);
    const rotated = { aws: { $auth: { ...KEYS, secretAccessKey: "rotated" } } };
    expect(contextOf(rotated).aws({ region: "us-east-1" })).not.toBe(clients);
  });

  it("use the keys of the source, unless others are given", async () => {
    const keysOf = async (where: Parameters<ReturnType<typeof contextOf>["aws"]>[0]) =>
      (await contextOf().aws(where).sns.config.credentials()).accessKeyId;
    expect(await keysOf({ region: "us-east-1" })).toBe("AKIATEST");
    expect(await keysOf({ region: "us-east-1", credentials: undefined })).toBe("AKIATEST");
    expect(await keysOf({ region: "us-east-1", credentials: former })).toBe("AKIAFORMER");
  });

  it("cannot be had without an account", () => {
    expect(() => contextOf({ aws: undefined }).aws({ region: "us-east-1" })).toThrow("No AWS account");
  });
});

describe("the clock of a source", () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOW }));
  afterEach(() => void vi.useRealTimers());

  it("tells the time, and sleeps as long as it is told", async () => {
    const { now, sleep } = contextOf();
    let isAwake = false;
    const sleeping = sleep(1_000).then(() => {
      isAwake = true;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(isAwake).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await sleeping;
    expect(now()).toBe(NOW + 1_000);
  });

  it("wakes at once when it is told to, and leaves no timer behind", async () => {
    const abort = new AbortController();
    const sleeping = contextOf().sleep(1_000, abort.signal);
    abort.abort();
    await sleeping;
    expect(vi.getTimerCount()).toBe(0);
  });
});
