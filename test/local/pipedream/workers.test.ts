import { describe, expect, it, vi } from "vitest";
import type { LocalPipedreamOptions } from "../../../local/pipedream/host.ts";
import type { Load } from "../../../local/pipedream/workers.ts";
import { component, given, signal, type This } from "./given.ts";

/** Loads a module that counts in its memory what it runs, and tells a request how much that is. */
function counting(): { load: Load; loads: () => number } {
  let loads = 0;
  const load = async () => {
    loads += 1;
    let runs = 0;
    return component(
      function () {
        runs += 1;
        this.http.respond({ status: 200, body: String(runs) });
      },
      {
        hooks: {
          activate() {
            runs += 1;
          },
        },
      },
    );
  };
  return { load, loads: () => loads };
}

async function counted(workers: LocalPipedreamOptions["workers"]) {
  const { load, loads } = counting();
  const host = await given(workers === undefined ? {} : { workers });
  const source = await host.deploy({ load });
  const count = async () => Number(await (await fetch(source.url)).text());
  return { source, count, loads };
}

describe("the memory of a module", () => {
  it.each([
    ["one process, by default", undefined, [2, 3, 4, 5]],
    ["one worker", 1, [2, 3, 4, 5]],
    ["two workers in turn", 2, [1, 2, 2, 3]],
    ["a fresh worker for each hook and each request", "fresh", [1, 1, 1, 1]],
  ] as const)("is that of %s", async (_rule, workers, counts) => {
    const { count } = await counted(workers);
    expect([await count(), await count(), await count(), await count()]).toEqual(counts);
  });

  it("is new after an update, a crash and the death of its worker", async () => {
    const { source, count } = await counted(1);
    await count();
    await source.update();
    expect(await count()).toBe(2);
    source.crash();
    expect(await count()).toBe(1);
    source.kill(source.processId);
    expect(await count()).toBe(1);
    expect(await count()).toBe(2);
  });
});

it("the next process is known before it runs, and is its own in each worker", async () => {
  const { source, count } = await counted(3);
  const ids = [];
  for (let i = 0; i < 4; i++) {
    ids.push(source.processId);
    await count();
  }
  expect(new Set(ids).size).toBe(3);
  expect(ids[3]).toBe(ids[0]);
  expect(ids.map((id) => source.hasWorker(id))).toEqual([true, true, true, true]);
  expect(source.hasWorker("process-of-nobody")).toBe(false);
});

it("a fresh worker is forgotten when its run has ended", async () => {
  const { source, count } = await counted("fresh");
  const { processId } = source;
  await count();
  expect(source.hasWorker(processId)).toBe(false);
});

it.each([1, 2, "fresh"] as const)(
  "with workers: %s requests run in parallel, in different modules",
  async (workers) => {
    const both = signal();
    const inside: string[] = [];
    let modules = 0;
    const load = async () => {
      const name = `module ${++modules}`;
      return component(async function () {
        inside.push(name);
        if (inside.length === 2) both.give();
        await both.given;
        this.http.respond({ status: 200 });
      });
    };
    const host = await given({ workers });
    const source = await host.deploy({ load });
    await Promise.all([fetch(source.url), fetch(source.url)]);
    expect(new Set(inside).size).toBe(2);
  },
);

describe("an update", () => {
  const saying = (body: string) =>
    component(function () {
      this.http.respond({ status: 200, body });
    });
  const said = async (url: string) => (await fetch(url)).text();

  it("takes new code to load, which every worker then runs", async () => {
    const host = await given({ workers: 2 });
    const source = await host.deploy({ load: async () => saying("old") });
    await source.update({ load: async () => saying("new") });
    expect([await said(source.url), await said(source.url)]).toEqual(["new", "new"]);
  });

  it("lets a worker end what it has begun", async () => {
    const { given: go, give } = signal();
    const begun = signal();
    const host = await given({ workers: 1 });
    const slow = component(async function () {
      begun.give();
      await go;
      this.$emit("by the old one");
      this.http.respond({ status: 200, body: "old" });
    });
    const source = await host.deploy({ load: async () => slow });
    const answer = said(source.url);
    await begun.given;
    await source.update({ load: async () => saying("new") });
    give();
    expect(await answer).toBe("old");
    expect(source.events).toMatchObject([{ e: "by the old one" }]);
  });
});

describe("a worker that dies", () => {
  /** Requests to /wait emit, write, and wait; others are answered at once. */
  async function waiting(options: LocalPipedreamOptions = {}) {
    const { given: go, give } = signal();
    const waits = signal();
    const load = async () =>
      component(async function (this: This, { path }) {
        this.$emit(path);
        if (path === "/wait") {
          this.db.set("key", "written");
          waits.give();
          await go;
          this.http.respond({ status: 200, body: "alive" });
        }
        this.http.respond({ status: 200 });
      });
    const host = await given({ workers: 2, ...options });
    const source = await host.deploy({ load });
    const { processId } = source;
    const answer = fetch(`${source.url}/wait`).then(
      (response) => response.text(),
      () => "no answer",
    );
    await waits.given;
    return { source, processId, answer, give };
  }

  it("takes along its events, its writes and its answer, and nothing of another one", async () => {
    const { source, processId, answer, give } = await waiting();
    await fetch(`${source.url}/other`);
    source.kill(processId);
    give();
    expect(await answer).toBe("no answer");
    expect((await fetch(`${source.url}/later`)).status).toBe(200);
    expect(source.events.map(({ e }) => e)).toEqual(["/other", "/later"]);
    expect(source.db.get("key")).toBeUndefined();
    await vi.waitFor(() => expect(source.hasWorker(processId)).toBe(false), { timeout: 5_000 });
  });

  it("leaves alone what it had written through", async () => {
    const { source, processId, answer } = await waiting({ dbMode: "write-through" });
    source.kill(processId);
    await answer;
    expect(source.db.get("key")).toBe("written");
  });

  it.each([
    ["keep-emits", ["/wait"]],
    ["lose-emits", []],
  ] as const)("with onCrash: %s leaves %j", async (onCrash, events) => {
    const { source, processId, answer } = await waiting({ onCrash });
    source.kill(processId);
    await answer;
    expect(source.events.map(({ e }) => e)).toEqual(events);
  });

  it("leaves the others alive, unlike a crash of all", async () => {
    const { source, answer, give } = await waiting();
    source.kill(source.processId);
    source.kill("process-of-nobody");
    give();
    expect(await answer).toBe("alive");
  });
});

it("a module that cannot be loaded fails the hook or the request, and is not kept", async () => {
  let isBroken = false;
  const load = async () => {
    if (isBroken) throw new SyntaxError("Unexpected token");
    return component();
  };
  const host = await given({ workers: 1 });
  const source = await host.deploy({ load });
  source.crash();
  isBroken = true;
  expect((await fetch(source.url)).status).toBe(500);
  expect(source.logs).toMatchObject([{ k: "error", err: { name: "SyntaxError" } }]);
  isBroken = false;
  expect((await fetch(source.url)).status).toBe(200);
});

it.each([
  [{ workers: 2 }, { component: component() }, "deploy with `load`"],
  [{ workers: 0 }, { load: async () => component() }, "a number from 1, not 0"],
  [{}, {}, "Deploy with a `component`"],
])("says what is wrong with %j and %j", async (options, deployed, message) => {
  const host = await given(options);
  await expect(host.deploy(deployed)).rejects.toThrow(message);
});

it("a worker that helped out while the others were busy is not kept", async () => {
  const { given: go, give } = signal();
  const began = signal();
  const load = async () => {
    let runs = 0;
    return component(async function (this: This, { path }) {
      runs += 1;
      if (path === "/wait") {
        began.give();
        await go;
      }
      this.http.respond({ status: 200, body: String(runs) });
    });
  };
  const host = await given({ workers: 1 });
  const source = await host.deploy({ load });
  const count = async (path = "") => Number(await (await fetch(source.url + path)).text());
  const waiting = count("/wait");
  await began.given;
  expect([await count(), await count()]).toEqual([1, 1]);
  give();
  expect([await waiting, await count()]).toEqual([1, 2]);
});
