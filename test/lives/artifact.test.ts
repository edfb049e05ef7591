import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Component } from "../../local/pipedream/component.ts";
import { at, post, startWorld, type World } from "./world.ts";

const artifact = new URL("../../dist/new-scheduled-tasks.mjs", import.meta.url);

describe("the file that is deployed", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  it("has been built by `npm run build`", () => {
    expect(existsSync(artifact)).toBe(true);
  });

  it("imports nothing but what is in Node, so that nothing has to be installed", () => {
    const imports = readFileSync(artifact, "utf8").matchAll(/^import [^;]*? from "([^"]+)";$/gm);
    const specifiers = [...imports].map(([, specifier = ""]) => specifier);
    expect(specifiers.length).toBeGreaterThan(4);
    expect(specifiers.filter((specifier) => !isBuiltin(specifier))).toEqual([]);
  });

  it("finds the same faults in a request as the source does, with the functions that ajv wrote", async () => {
    const { default: component }: { default: Component } = await import(artifact.href);
    const source = await world.deploy({}, component);
    const { body } = await post(source, "/schedule", { timestamp: "tomorrow", id: "", extra: 1 });
    const paths = body.error.issues.map(({ path }: { path: string }) => path);
    expect(paths.sort()).toEqual(["extra", "id", "message", "timestamp"]);
    const cancelled = await post(source, "/cancel", { executionArn: "x", id: "x" });
    expect(cancelled.body.error.issues).toEqual([
      { path: "", message: "executionArn or id is required, and only one of the two" },
    ]);
    await source.delete();
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
