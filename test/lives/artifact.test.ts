import { existsSync, readFileSync } from "node:fs";
import { register } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Component } from "../../local/pipedream/component.ts";
import { at, post, startWorld, type World } from "./world.ts";

const artifact = new URL("../../dist/new-scheduled-tasks.mjs", import.meta.url);
const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));

describe("the file that is deployed", () => {
  let world: World;
  beforeAll(async () => {
    register("../../local/strip-versions.mjs", import.meta.url);
    world = await startWorld();
  });
  afterAll(() => world.close());

  it("has been built by `npm run build`", () => {
    expect(existsSync(artifact)).toBe(true);
  });

  it("imports every package in the version of the lock file, and nothing else", () => {
    const specifiers = [
      ...readFileSync(artifact, "utf8").matchAll(/^(?:import|\} from|import .* from) "?([^";]*)"?;?$/gm),
    ]
      .map(([line]) => /"([^"]+)"/.exec(line)?.[1] ?? line)
      .filter((specifier) => !specifier.startsWith("node:"));
    expect(new Set(specifiers).size).toBeGreaterThan(4);
    for (const specifier of specifiers) {
      const [, name = "", version] = /^((?:@[^/]+\/)?[^@/]+)@(.+)$/.exec(specifier) ?? [specifier];
      expect([specifier, version]).toEqual([specifier, lock.packages[`node_modules/${name}`]?.version]);
    }
  });

  it("lives a whole life: activate, confirm, schedule, fire, cancel, deactivate", async () => {
    const { default: component }: { default: Component } = await import(artifact.href);
    const source = await world.deploy({ secret: "abc123" }, component);
    const task = { timestamp: at(60_000), message: { name: "Luke" }, secret: "abc123" };
    await post(source, "/schedule", { ...task, id: "fires" });
    await post(source, "/schedule", { ...task, id: "is-cancelled" });
    expect((await post(source, "/cancel", { id: "is-cancelled", secret: "abc123" })).status).toBe(200);
    await world.advance(60_000);
    expect(source.events.map(({ metadata }) => metadata.id)).toEqual(["fires"]);
    await source.delete();
    await world.advance(60_000);
    expect(await world.resources()).toEqual([]);
  });
});
