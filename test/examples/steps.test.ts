import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { at, post, startWorld, type World } from "../lives/world.ts";

const SECRET = "it's a secret";
const TEXT = expect.stringMatching(/\w/);

interface Step {
  readonly props: Record<
    string,
    { label?: string; description?: string; secret?: boolean; default?: unknown }
  >;
  run(this: unknown, argument: { $: unknown }): Promise<Record<string, string>>;
}

/** A step as Pipedream loads it: there, `defineComponent` is a global. */
async function load(name: string): Promise<Step> {
  vi.stubGlobal("defineComponent", (component: unknown) => component);
  const { default: step } = await import(new URL(`../../examples/${name}`, import.meta.url).href);
  return step;
}

let world: World;
let source: LocalSource;
beforeAll(async () => {
  world = await startWorld();
  source = await world.deploy({ secret: SECRET });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await world.close();
});

/** Runs it with what the form would hold: the defaults, and what a user has filled in. */
function run(step: Step, filledIn: Record<string, unknown>, $ = { export: vi.fn() }) {
  const defaults = Object.entries(step.props).map(([name, prop]) => [name, prop.default]);
  const self = { ...Object.fromEntries(defaults), endpoint: source.endpoint, secret: SECRET, ...filledIn };
  return world.during(step.run.call(self, { $ }));
}

describe.each(["schedule-step.mjs", "cancel-step.mjs"])("%s", (name) => {
  it("has a form whose every field says what it is for, and hides the secret", async () => {
    const { props } = await load(name);
    for (const { label, description } of Object.values(props))
      expect([label, description]).toEqual([TEXT, TEXT]);
    expect(props.secret).toMatchObject({ secret: true });
  });

  it("fails with the source's own words if the secret is wrong", async () => {
    const step = await load(name);
    await expect(run(step, { secret: undefined, task: "x" })).rejects.toThrow(/invalid_secret/);
  });
});

describe("the steps", { timeout: 30_000 }, () => {
  it("schedule the message of the form, as many seconds ahead as it says", async () => {
    const $ = { export: vi.fn() };
    const timestamp = new Date(Date.now() + 30_000).toISOString();
    const task = await run(await load("schedule-step.mjs"), {}, $);
    expect(task).toEqual({ executionArn: expect.stringContaining(":execution:"), timestamp });
    expect($.export).toHaveBeenCalledWith("$summary", expect.stringContaining(timestamp));
    expect(source.requests.at(-1)).toMatchObject({ method: "POST", path: "/schedule" });
    await world.advance(30_000);
    expect(source.events.at(-1)?.e).toEqual({ ...task, message: { name: "Luke", title: "Jedi" } });
  });

  it("also take an endpoint with a slash behind it", async () => {
    const filledIn = { endpoint: `${source.endpoint}/`, seconds: 1, message: "slash" };
    await run(await load("schedule-step.mjs"), filledIn);
    await world.advance(2_000);
    expect(source.events.at(-1)?.e).toMatchObject({ message: "slash" });
  });

  it("cancel what the other has scheduled, by its executionArn", async () => {
    const emitted = source.events.length;
    const { executionArn } = await run(await load("schedule-step.mjs"), {});
    const cancelled = await run(await load("cancel-step.mjs"), { task: executionArn });
    expect(cancelled).toEqual({ executionArn, stopDate: expect.any(String) });
    await world.advance(60_000);
    expect(source.events).toHaveLength(emitted);
  });

  it("cancel by id, once", async () => {
    await post(source, "/schedule", {
      timestamp: at(3_600_000),
      message: 1,
      id: "order-1234",
      secret: SECRET,
    });
    const step = await load("cancel-step.mjs");
    const { executionArn } = await run(step, { task: "order-1234" });
    expect(executionArn).toMatch(/:order-1234$/);
    await expect(run(step, { task: "order-1234" })).rejects.toThrow(/already_finished/);
  });
});
