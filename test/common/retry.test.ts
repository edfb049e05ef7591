import { describe, expect, it } from "vitest";
import { poll, retry, withPatience } from "../../common/retry.ts";
import { givenContext, NOW } from "./given.ts";

const LIMITS = { timeoutMs: 10_000, firstDelayMs: 1_000, maxDelayMs: 2_000 };
/** Resolves to or throws one after the other, the last of them for ever. */
const series = (...outcomes: (string | Error)[]) => {
  let calls = 0;
  const next = async () => {
    const outcome = outcomes[Math.min(calls++, outcomes.length - 1)];
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  return Object.assign(next, { calls: () => calls });
};

describe("retry", () => {
  const passing = new Error("passing");
  const when = (error: unknown) => error === passing;

  it("resolves to what the action resolves to at last", async () => {
    const clock = givenContext();
    expect(await retry(series(passing, passing, "done"), { ...LIMITS, when }, clock)).toBe("done");
    expect(clock.slept).toEqual([1_000, 1_500]);
  });

  it("throws at once what is not worth another attempt", async () => {
    const clock = givenContext();
    const action = series(passing, new Error("lasting"), "done");
    await expect(retry(action, { ...LIMITS, when }, clock)).rejects.toThrow("lasting");
    expect(clock.slept).toEqual([1_000]);
  });

  it("lets its delays grow by half, to the longest, and starts no attempt after its time", async () => {
    const clock = givenContext();
    const action = series(passing);
    await expect(retry(action, { ...LIMITS, when }, clock)).rejects.toBe(passing);
    expect(clock.slept).toEqual([1_000, 1_500, 2_000, 2_000, 2_000]);
    expect(action.calls()).toBe(6);
  });

  it("counts the time that attempts take", async () => {
    const clock = givenContext();
    const slow = async () => {
      await clock.sleep(6_000);
      throw passing;
    };
    await expect(retry(slow, { ...LIMITS, when }, clock)).rejects.toBe(passing);
    expect(clock.slept).toEqual([6_000, 1_000, 6_000]);
  });

  it("may start an attempt exactly when its time is up", async () => {
    const clock = givenContext();
    const action = series(passing);
    const limits = { timeoutMs: 2_500, firstDelayMs: 1_000, maxDelayMs: 9_000 };
    await expect(retry(action, { ...limits, when }, clock)).rejects.toBe(passing);
    expect(clock.now() - NOW).toBe(2_500);
  });
});

describe("poll", () => {
  const isDone = (seen: string | undefined) => seen === "done";

  it("looks until it is done", async () => {
    const clock = givenContext();
    expect(await poll(series("a", "b", "done"), isDone, LIMITS, clock)).toBe("done");
    expect(clock.slept).toEqual([1_000, 1_500]);
  });

  it("looks once where it is done already", async () => {
    const clock = givenContext();
    await poll(series("done"), isDone, LIMITS, clock);
    expect(clock.slept).toEqual([]);
  });

  it("resolves to what it saw last when its time is up", async () => {
    const clock = givenContext();
    expect(await poll(series("a", "b"), isDone, LIMITS, clock)).toBe("b");
    expect(clock.now() - NOW).toBeLessThanOrEqual(LIMITS.timeoutMs);
  });

  it("throws what the look throws", async () => {
    await expect(poll(series("a", new Error("down")), isDone, LIMITS, givenContext())).rejects.toThrow(
      "down",
    );
  });
});

describe("withPatience", () => {
  it("resolves to an answer that comes in time, and stops waiting", async () => {
    const clock = givenContext();
    expect(await withPatience(Promise.resolve("answer"), 3_000, clock)).toBe("answer");
    await new Promise(setImmediate);
    expect(clock.slept).toEqual([]);
  });

  it("stops waiting for a question that fails, too", async () => {
    const clock = givenContext();
    await expect(withPatience(Promise.reject(new Error("down")), 3_000, clock)).rejects.toThrow("down");
    await new Promise(setImmediate);
    expect(clock.slept).toEqual([]);
  });

  it("gives up after its time", async () => {
    const clock = givenContext();
    expect(await withPatience(new Promise(() => {}), 3_000, clock)).toBe("no-answer");
    expect(clock.slept).toEqual([3_000]);
  });

  it("takes no notice of what fails later", async () => {
    let fail = (_: Error) => {};
    const question = new Promise<string>((_, reject) => {
      fail = reject;
    });
    expect(await withPatience(question, 3_000, givenContext())).toBe("no-answer");
    fail(new Error("too late"));
    await new Promise(setImmediate);
  });
});
