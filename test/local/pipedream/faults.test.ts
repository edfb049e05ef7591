import { describe, expect, it } from "vitest";
import { component, given, signal, type This } from "./given.ts";

describe("an outage", () => {
  it.each([
    ["down", 503],
    ["inactive", 200],
    ["busy", 429],
  ] as const)("of a Pipedream that is %s answers %i in place of the source", async (how, status) => {
    let runs = 0;
    const host = await given();
    const source = await host.deploy({
      component: component(function () {
        runs += 1;
        this.http.respond({ status: 204 });
      }),
    });
    source.outage = how;
    const post = () => fetch(source.url, { method: "POST", body: "{}" });
    expect([(await post()).status, runs]).toEqual([status, 0]);
    source.outage = undefined;
    expect([(await post()).status, runs]).toEqual([204, 1]);
  });
});

describe("a crash", () => {
  it("ends a run without an answer of its own, and drops what it emits afterwards", async () => {
    const { given: go, give } = signal();
    const { given: begun, give: begin } = signal();
    const host = await given();
    const source = await host.deploy({
      component: component(async function () {
        begin();
        await go;
        this.$emit({ after: "the crash" });
        this.http.respond({ status: 200, body: "still here" });
      }),
    });
    const answer = fetch(source.url, { method: "POST" }).then(
      async (response) => [response.status, await response.text()],
      () => "no answer",
    );
    await begun;
    source.crash();
    give();
    expect(JSON.stringify(await answer)).not.toContain("still here");
    expect(source.events).toEqual([]);
  });

  it.each([
    ["snapshot", undefined],
    ["write-through", 2],
  ] as const)("fails a hook; with a db that is %s, what it had set is %s", async (dbMode, stored) => {
    const host = await given({ dbMode });
    const { given: reached, give } = signal();
    let activations = 0;
    const source = await host.deploy({
      component: component(undefined, {
        hooks: {
          async activate(this: This) {
            activations += 1;
            if (activations === 1) return;
            this.db.set("step", activations);
            give();
            await new Promise(() => {});
          },
        },
      }),
    });
    const updating = source.update().catch((error) => error);
    await reached;
    source.crash();
    expect(String(await updating)).toContain("crashed");
    expect([source.active, source.db.get("step")]).toEqual([false, stored]);
  });

  it("starts a new process, which can be given the code that it has loaded anew", async () => {
    const host = await given({ tellProcesses: true });
    const answering = (body: string) =>
      component(function () {
        this.http.respond({ status: 200, body });
      });
    const source = await host.deploy({ component: answering("old") });
    const { processId } = source;
    source.crash(answering("new"));
    expect(source.processId).not.toBe(processId);
    expect(await (await fetch(source.url, { method: "POST" })).text()).toBe("new");
  });
});
