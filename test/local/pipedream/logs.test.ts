import { setImmediate } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { startLocalPipedream } from "../../../local/pipedream/host.ts";
import type { LogEntry } from "../../../local/pipedream/logs.ts";
import { component, given } from "./given.ts";

const NOW = 1_700_000_000_000;
const clock = { now: () => NOW, at: () => () => {} };

it("collects what each component writes to the console, and forwards it", async () => {
  const forwarded: [LogEntry, string][] = [];
  const host = await given({ clock, log: (line, sourceId) => forwarded.push([line, sourceId]) });
  const talking = component(async function ({ path }) {
    await setImmediate();
    console.warn("at %s", path, { a: 1 });
    this.http.respond({ status: 200 });
  });
  const [first, second] = [
    await host.deploy({ component: talking }),
    await host.deploy({ component: talking }),
  ];
  await Promise.all([fetch(`${first.endpoint}/1`), fetch(`${second.endpoint}/2`)]);
  const line = (path: string) => ({ k: "log", ts: NOW, level: "warn", msg: `at ${path} { a: 1 }` });
  expect(first.logs).toEqual([line("/1")]);
  expect(second.logs).toEqual([line("/2")]);
  expect(forwarded).toHaveLength(2);
  expect(forwarded).toContainEqual([line("/2"), second.id]);
});

it("takes a warning of Node for a warning, and an error for an error", async () => {
  const host = await given({ clock });
  const activate = () => {
    console.error("(node:1) Warning: old");
    console.error("broken (node:1)");
  };
  const source = await host.deploy({ component: component(undefined, { hooks: { activate } }) });
  expect(source.logs.slice(1)).toEqual([
    { k: "log", ts: NOW, level: "warn", msg: "(node:1) Warning: old" },
    { k: "log", ts: NOW, level: "error", msg: "broken (node:1)" },
  ]);
});

it("writes down hooks and errors", async () => {
  const host = await given({ clock });
  const hooks = { activate: () => console.log("on"), deactivate: () => Promise.reject(new Error("stuck")) };
  const source = await host.deploy({ component: component(undefined, { hooks }) });
  await source.deactivate().catch(() => {});
  expect(source.logs).toEqual([
    { k: "hook", ts: NOW, h: "activate" },
    { k: "log", ts: NOW, level: "log", msg: "on" },
    { k: "hook", ts: NOW, h: "deactivate" },
    {
      k: "error",
      ts: NOW,
      err: { name: "Error", message: "stuck", stack: expect.stringContaining("stuck") },
    },
  ]);
});

it("leaves the console of everybody else alone, and gives it back with the last host", async () => {
  const write = vi.spyOn(console, "log").mockReturnValue();
  const original = console.log;
  const [first, second] = [await startLocalPipedream(), await startLocalPipedream()];
  console.log("from outside");
  expect(write).toHaveBeenCalledExactlyOnceWith("from outside");
  await first.close();
  await first.close();
  expect(console.log).not.toBe(original);
  await second.close();
  expect(console.log).toBe(original);
  write.mockRestore();
});
