import { describe, expect, it } from "vitest";
import type { Component } from "../../../local/pipedream/component.ts";
import { component, given, givenSource, type This } from "./given.ts";

const app = { aws: { type: "app", app: "aws" } };
const region = { region: { type: "string", default: "us-east-1" } };

it("gives the component its props, whatever they are called", async () => {
  let seen: unknown;
  const host = await given();
  const source = await host.deploy({
    component: {
      props: {
        ...app,
        ...region,
        secret: { type: "string", optional: true },
        web: { type: "$.interface.http" },
        memory: { type: "$.service.db" },
      },
      hooks: {
        activate(this: Record<string, unknown>) {
          seen = { ...this };
        },
      },
    },
    props: { aws: { $auth: { accessKeyId: "AKIA", secretAccessKey: "s" } } },
  });
  expect(seen).toEqual({
    aws: { $auth: { accessKeyId: "AKIA", secretAccessKey: "s" } },
    region: "us-east-1",
    secret: undefined,
    web: { endpoint: source.endpoint },
    memory: { get: expect.any(Function), set: expect.any(Function) },
    $emit: expect.any(Function),
  });
});

it.each<[string, Component, Record<string, unknown>, string]>([
  ["a missing prop", { props: { region: { type: "string" } } }, {}, 'required prop "region" is missing'],
  ["an unknown prop", { props: region }, { regoin: "x" }, 'no prop "regoin"'],
  ["an app without $auth", { props: app }, { aws: {} }, '"aws" must be given as { $auth'],
  ["a prop without a type", { props: { region: {} } }, {}, '"region" has no type'],
  [
    "an interface it does not have",
    { props: { timer: "$.interface.timer" } },
    {},
    "$.interface.timer is not imitated",
  ],
  ["a dedupe it does not have", { props: {}, dedupe: "greatest" }, {}, '"greatest"'],
])("refuses to deploy with %s", async (_rule, broken, props, message) => {
  const host = await given();
  await expect(host.deploy({ component: broken, props })).rejects.toThrow(message);
});

describe("an account that is no longer connected", () => {
  const seeing = () => {
    const seen: unknown[] = [];
    const see = function (this: Record<string, unknown>) {
      seen.push({ aws: this.aws, region: this.region });
    };
    const seeingComponent: Component = {
      props: { ...app, ...region, http: "$.interface.http" },
      hooks: { activate: see, deactivate: see },
      run: see,
    };
    return { seen, component: seeingComponent };
  };
  const connected = { aws: { $auth: { accessKeyId: "AKIA", secretAccessKey: "s" } } };

  it.each([
    ["missing", { aws: undefined }, { aws: undefined, region: "us-east-1" }],
    ["without keys", { aws: {} }, { aws: {}, region: "us-east-1" }],
    ["with empty keys", { aws: { $auth: {} } }, { aws: { $auth: {} }, region: "us-east-1" }],
    ["and a region too", { aws: {}, region: undefined }, { aws: {}, region: undefined }],
  ])("is %s at run time, in hooks and runs", async (_rule, propOverrides, expected) => {
    const { seen, component } = seeing();
    const host = await given();
    const source = await host.deploy({ component, props: connected });
    source.propOverrides = propOverrides;
    await fetch(source.url);
    await source.deactivate();
    source.propOverrides = undefined;
    await source.activate();
    const whole = { ...connected, region: "us-east-1" };
    expect(seen).toEqual([whole, expected, expected, whole]);
  });

  it.each([
    ["no app and no region", {}, { aws: undefined, region: undefined }],
    ["an app without keys", { aws: {}, region: "eu-west-1" }, { aws: {}, region: "eu-west-1" }],
  ])("is deployed unchecked with %s", async (_rule, props, expected) => {
    const { seen, component } = seeing();
    const host = await given({ tellProcesses: true });
    const source = await host.deploy({ component, props, unchecked: true });
    await source.update();
    expect(seen).toEqual([expected, expected, expected]);
    await expect(source.update({ props })).rejects.toThrow(/"aws"/);
    await source.update({ props: { ...props, region: "us-west-2" }, unchecked: true });
    expect(seen.at(-1)).toEqual({ ...expected, region: "us-west-2" });
  });
});

it("binds methods to the instance", async () => {
  const methods = {
    answer(this: This) {
      return this.http.respond({ status: 299 });
    },
  };
  const run = async function (this: This & typeof methods) {
    const { answer } = this;
    await answer.call(undefined as never);
  };
  const source = await givenSource(component(undefined, { methods, run: run as () => unknown }));
  expect((await fetch(source.endpoint)).status).toBe(299);
});

it("tells each component its id", async () => {
  const ids: unknown[] = [];
  const tell = component(function () {
    ids.push(process.env.PD_COMPONENT);
    this.http.respond({ status: 200 });
  });
  const host = await given();
  const [first, second] = [await host.deploy({ component: tell }), await host.deploy({ component: tell })];
  await fetch(first.endpoint);
  await fetch(second.endpoint);
  expect(ids).toEqual([first.id, second.id]);
  expect(first.id).toMatch(/^dc_[A-Za-z0-9]{7}$/);
});

it("takes an id from outside, once", async () => {
  const host = await given();
  const options = { component: component(), componentId: "dc_abc1234" };
  expect((await host.deploy(options)).id).toBe("dc_abc1234");
  await expect(host.deploy(options)).rejects.toThrow("dc_abc1234 is deployed already");
});
