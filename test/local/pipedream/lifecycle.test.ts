import { expect, it } from "vitest";
import type { Component } from "../../../local/pipedream/component.ts";
import { ObservationError } from "../../../local/pipedream/source.ts";
import { component, given, givenSource, props, signal, type This } from "./given.ts";

const region = { region: { type: "string", default: "us-east-1" } };

/** A component that writes down its hooks with the region they see, and may throw in one of them. */
function recording(failing: { hook?: string } = {}) {
  const hooks: string[] = [];
  const record = (name: string) =>
    function (this: This) {
      hooks.push(`${name} ${this.region}`);
      this.db.set("last", name);
      if (failing.hook === name) throw new RangeError(`no ${name}`);
    };
  const deployed: Component = component(undefined, {
    props: { ...props, ...region },
    hooks: { deploy: record("deploy"), activate: record("activate"), deactivate: record("deactivate") },
  });
  return { hooks, failing, component: deployed };
}

async function rejection(promise: Promise<unknown>): Promise<ObservationError> {
  const error: unknown = await promise.catch((thrown) => thrown);
  if (error instanceof ObservationError) return error;
  throw new Error("No hook failed", { cause: error });
}

it("deploys, updates and deletes with the hooks in their order", async () => {
  const host = await given();
  const recorded = recording();
  const source = await host.deploy({ component: recorded.component });
  const { id, endpoint } = source;
  await source.update({ props: { region: "eu-west-1" } });
  expect([source.id, source.endpoint, source.active]).toEqual([id, endpoint, true]);
  expect(source.db.get("last")).toBe("activate");
  await source.delete();
  expect(recorded.hooks).toEqual([
    "deploy us-east-1",
    "activate us-east-1",
    "deactivate us-east-1",
    "activate eu-west-1",
    "deactivate eu-west-1",
  ]);
  await expect(fetch(endpoint)).rejects.toThrow();
  await expect(source.update()).rejects.toThrow("has been deleted");
});

it("swaps the code and keeps the db on an update", async () => {
  const source = await givenSource(component());
  source.db.set("kept", true);
  await source.update({
    component: component(function () {
      this.http.respond({ status: 200, body: { kept: this.db.get("kept") } });
    }),
  });
  expect(await (await fetch(source.endpoint)).json()).toEqual({ kept: true });
});

it("toggles", async () => {
  const { component, hooks } = recording();
  const source = await givenSource(component);
  await source.activate();
  await source.deactivate();
  await source.deactivate();
  await source.update({ props: { region: "eu-west-1" } });
  expect(source.active).toBe(false);
  await source.activate();
  expect(hooks.slice(2)).toEqual(["deactivate us-east-1", "activate eu-west-1"]);
});

it("answers 200 with a canned page while inactive, and runs nothing", async () => {
  const source = await givenSource(component(() => expect.unreachable()));
  await source.deactivate();
  const response = await fetch(source.endpoint, { method: "POST", body: "{}" });
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining("Success!")]);
  expect(source.requests).toMatchObject([{ status: 200, responded: 0 }]);
  expect(source.logs).toEqual([]);
});

it("runs requests while activate is pending, but not during deploy or deactivate", async () => {
  const seen: Record<string, number> = {};
  const callSelf = (name: string) =>
    async function (this: This) {
      seen[name] = (await fetch(this.http.endpoint)).status;
    };
  const source = await givenSource(
    component(
      function () {
        this.http.respond({ status: 299 });
      },
      {
        hooks: {
          deploy: callSelf("deploy"),
          activate: callSelf("activate"),
          deactivate: callSelf("deactivate"),
        },
      },
    ),
  );
  await source.deactivate();
  expect(seen).toEqual({ deploy: 200, activate: 299, deactivate: 200 });
});

it("hides what activate has written from a run within it, but not what deploy has", async () => {
  let seen: unknown;
  await givenSource(
    component(
      function () {
        seen = [this.db.get("deploy"), this.db.get("activate")];
        this.http.respond({ status: 200 });
      },
      {
        hooks: {
          deploy(this: This) {
            this.db.set("deploy", true);
          },
          async activate(this: This) {
            this.db.set("activate", true);
            await fetch(this.http.endpoint);
          },
        },
      },
    ),
  );
  expect(seen).toEqual([true, undefined]);
});

it("publishes what a hook emits, and gives it no respond", async () => {
  const source = await givenSource(
    component(undefined, {
      hooks: {
        deploy(this: This) {
          this.$emit({ respond: typeof this.http.respond });
        },
      },
    }),
  );
  expect(source.events).toMatchObject([{ e: { respond: "undefined" } }]);
});

it.each([
  ["deploy", ["deploy"]],
  ["activate", ["deploy", "activate"]],
])("fails to deploy when %s throws, without a deactivate of its own", async (hook, called) => {
  const recorded = recording({ hook });
  const host = await given();
  const error = await rejection(host.deploy({ component: recorded.component }));
  expect(error).toMatchObject({
    error: "observation error",
    cause: new RangeError(`no ${hook}`),
    observations: [
      { k: "hook", h: hook },
      { k: "error", err: { name: "RangeError", message: `no ${hook}` } },
    ],
  });
  expect(recorded.hooks.map((line) => line.split(" ")[0])).toEqual(called);
  expect(error.source.active).toBe(false);
  expect(await (await fetch(error.source.endpoint)).text()).toContain("Success!");
  await error.source.delete();
  expect(recorded.hooks.at(-1)).toMatch("deactivate");
});

it("recovers a source that failed to activate by an update", async () => {
  const recorded = recording({ hook: "activate" });
  const host = await given();
  const { source } = await rejection(host.deploy({ component: recorded.component }));
  delete recorded.failing.hook;
  await source.update();
  expect(source.active).toBe(true);
});

it("is not deleted when deactivate throws, unless that is ignored", async () => {
  const { component } = recording({ hook: "deactivate" });
  const source = await givenSource(component);
  await rejection(source.delete());
  expect(source.active).toBe(true);
  expect((await fetch(source.endpoint)).status).toBe(200);
  await source.delete({ ignoreHookErrors: true });
  await expect(fetch(source.endpoint)).rejects.toThrow();
});

it("refuses an update with wrong props before it runs a hook", async () => {
  const { component, hooks } = recording();
  const source = await givenSource(component);
  await expect(source.update({ props: { regoin: "x" } })).rejects.toThrow("regoin");
  expect(hooks).toHaveLength(2);
  expect(source.active).toBe(true);
});

it("runs one hook at a time", async () => {
  const [entered, leave] = [signal(), signal()];
  const order: string[] = [];
  const source = await givenSource(
    component(undefined, {
      hooks: {
        async deactivate() {
          order.push("deactivate begins");
          entered.give();
          await leave.given;
          order.push("deactivate ends");
        },
        activate() {
          order.push("activate");
        },
      },
    }),
  );
  const pending = [source.deactivate(), source.activate()];
  await entered.given;
  leave.give();
  await Promise.all(pending);
  expect(order).toEqual(["activate", "deactivate begins", "deactivate ends", "activate"]);
});
