import { expect, it } from "vitest";
import { oneAtATime } from "../../common/one-at-a-time.ts";

const turn = () => new Promise(setImmediate);

/** An action that runs until it is told to end, and what is seen of it. */
function given(log: string[], name: string) {
  let end = () => {};
  let fail = (_: Error) => {};
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const action = async () => {
    log.push(`${name} begins`);
    await ended.finally(() => log.push(`${name} ends`));
    return name;
  };
  return { action, end, fail };
}

it("runs the actions of one key one after another, also those that come while others end", async () => {
  const log: string[] = [];
  const [a, b, c] = ["a", "b", "c"].map((name) => given(log, name));
  if (!a || !b || !c) throw new Error("three were given");
  const first = oneAtATime("key", a.action);
  const second = oneAtATime("key", b.action);
  await turn();
  expect(log).toEqual(["a begins"]);
  a.end();
  await turn();
  const third = oneAtATime("key", c.action);
  await turn();
  expect(log).toEqual(["a begins", "a ends", "b begins"]);
  b.end();
  c.end();
  expect(await Promise.all([first, second, third])).toEqual(["a", "b", "c"]);
  expect(log.slice(3)).toEqual(["b ends", "c begins", "c ends"]);
});

it("does not hold up one key for another", async () => {
  const log: string[] = [];
  const a = given(log, "a");
  const first = oneAtATime("one", a.action);
  expect(await oneAtATime("other", async () => "b")).toBe("b");
  a.end();
  await first;
});

it("goes on after a failure, which only its own caller sees", async () => {
  const log: string[] = [];
  const a = given(log, "a");
  const first = oneAtATime("key", a.action);
  const second = oneAtATime("key", async () => "b");
  a.fail(new Error("a failed"));
  await expect(first).rejects.toThrow("a failed");
  expect(await second).toBe("b");
});
