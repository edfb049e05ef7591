import { expect, it } from "vitest";
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
