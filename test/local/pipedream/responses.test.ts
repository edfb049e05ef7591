import { describe, expect, it, vi } from "vitest";
import { component, givenSource, signal, type This } from "./given.ts";

it.each([
  ["an object as JSON", { status: 201, body: { a: 1 } }, 201, "application/json; charset=utf-8", '{"a":1}'],
  [
    "a content type of its own",
    { status: 200, headers: { "Content-Type": "a/b" }, body: [] },
    200,
    "a/b",
    "[]",
  ],
  ["a string as it is", { status: 200, body: "text" }, 200, null, "text"],
  ["a Buffer as it is", { status: 200, body: Buffer.from("bytes") }, 200, null, "bytes"],
  ["a status in a string", { status: "202", body: "" }, 202, null, ""],
  ["no body", { status: 404 }, 404, null, ""],
])("responds with %s", async (_rule, init, status, type, body) => {
  const source = await givenSource(
    component(function () {
      this.http.respond(init);
    }),
  );
  const response = await fetch(source.endpoint);
  expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
    status,
    type,
    body,
  ]);
});

it("responds at once, while the run goes on", async () => {
  const answered = signal();
  const source = await givenSource(
    component(async function () {
      this.http.respond({ status: 200 });
      await answered.given;
      this.$emit("late");
    }),
  );
  await fetch(source.endpoint);
  expect(source.events).toEqual([]);
  answered.give();
  await vi.waitFor(() => expect(source.events).toMatchObject([{ e: "late" }]));
});

describe("with responses that leave at the end of the run", () => {
  it("answers when the events are published", async () => {
    const end = signal();
    const responded = signal();
    const source = await givenSource(
      component(async function () {
        this.http.respond({ status: 201, body: { a: 1 } });
        responded.give();
        await end.given;
        this.$emit("before the answer");
      }),
      { responses: "at-end" },
    );
    let status: number | undefined;
    const answer = fetch(source.endpoint).then((response) => {
      status = response.status;
      return response.json();
    });
    await responded.given;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([status, source.requests]).toMatchObject([undefined, [{ status: undefined, responded: 1 }]]);
    end.give();
    expect([await answer, status, source.events.length]).toEqual([{ a: 1 }, 201, 1]);
  });

  it.each([
    [
      "the first of two",
      function (this: This) {
        this.http.respond({ status: 200 });
        this.http.respond({ status: 500 });
      },
      200,
      "warn",
    ],
    [
      "what was responded before a throw",
      function (this: This) {
        this.http.respond({ status: 202 });
        throw new Error("late");
      },
      202,
      undefined,
    ],
    ["500 for a throw", () => Promise.reject(new Error("broken")), 500, undefined],
    ["400 for no response", () => {}, 400, "error"],
    [
      "500 for what is no status",
      function (this: This) {
        this.http.respond({ status: "two hundred" });
      },
      500,
      undefined,
    ],
  ])("answers %s", async (_rule, run, status, level) => {
    const source = await givenSource(component(run), { responses: "at-end" });
    expect((await fetch(source.endpoint)).status).toBe(status);
    expect(source.logs).toMatchObject([level ? { level } : { k: "error" }]);
  });
});

it("ignores, counts and logs a second response", async () => {
  const source = await givenSource(
    component(function () {
      this.http.respond({ status: 200 });
      this.http.respond({ status: 500 });
    }),
  );
  expect((await fetch(source.endpoint)).status).toBe(200);
  expect(source.requests).toEqual([{ method: "GET", path: "/", status: 200, responded: 2 }]);
  expect(source.logs).toMatchObject([{ k: "log", level: "warn", msg: expect.stringContaining("ignored") }]);
});

it("answers 400 and logs when the run ends without a response", async () => {
  const source = await givenSource(component(() => {}));
  const response = await fetch(source.endpoint);
  expect([response.status, await response.text()]).toEqual([400, "No $.respond called in workflow"]);
  expect(source.logs).toMatchObject([{ k: "log", level: "error" }]);
});

it("answers 500 and logs when the run throws before it responds", async () => {
  const source = await givenSource(
    component(() => {
      throw new TypeError("broken");
    }),
  );
  expect((await fetch(source.endpoint)).status).toBe(500);
  expect(source.logs).toMatchObject([{ k: "error", err: { name: "TypeError", message: "broken" } }]);
});

it("keeps the response of a run that throws after it", async () => {
  const source = await givenSource(
    component(function () {
      this.http.respond({ status: 202 });
      throw "late";
    }),
  );
  expect((await fetch(source.endpoint)).status).toBe(202);
  expect(source.logs).toMatchObject([{ k: "error", err: { message: "late" } }]);
});

it("refuses what is no status", async () => {
  const source = await givenSource(
    component(function () {
      this.http.respond({ status: Number.NaN });
    }),
  );
  expect((await fetch(source.endpoint)).status).toBe(500);
  expect(source.logs).toMatchObject([{ err: { name: "TypeError" } }]);
});

it("without customResponse answers with the canned page before the run ends", async () => {
  const answered = signal();
  const run = async function (this: This) {
    await answered.given;
    this.$emit("done");
  };
  const source = await givenSource({ props: { http: "$.interface.http" }, run });
  const response = await fetch(source.endpoint);
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining("Success!")]);
  answered.give();
  await vi.waitFor(() => expect(source.events).toHaveLength(1));
});

it("ends a run after 300 s and drops what it does later", async () => {
  const running = signal();
  const late = signal();
  const source = await givenSource(
    component(async function () {
      this.$emit("in time");
      this.db.set("key", "in time");
      running.give();
      await late.given;
      this.$emit("too late");
      this.db.set("key", "too late");
      console.log("still running");
    }),
  );
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const response = fetch(source.endpoint);
  await running.given;
  await vi.advanceTimersByTimeAsync(300_000);
  vi.useRealTimers();
  expect((await response).status).toBe(500);
  late.give();
  await vi.waitFor(() =>
    expect(source.logs).toMatchObject([{ k: "error" }, { level: "warn" }, { msg: "still running" }]),
  );
  expect(source.events).toMatchObject([{ e: "in time" }]);
  expect(source.db.get("key")).toBe("in time");
});
