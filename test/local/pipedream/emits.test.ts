import { expect, it } from "vitest";
import type { EmitMetadata } from "../../../local/pipedream/emits.ts";
import { component, givenSource } from "./given.ts";

type Emission = [event: unknown, metadata?: EmitMetadata];

const NOW = 1_700_000_000_000;
const clock = { now: () => NOW, at: () => () => {} };

/** A source that emits what it is sent: a list of arguments of `$emit`. */
async function givenEmitter(dedupe?: string, onThrow?: "keep-emits" | "drop-emits") {
  const source = await givenSource(
    component(
      function ({ body, path }) {
        for (const emission of body as Emission[]) this.$emit(...emission);
        if (path === "/throw") throw new Error("after emitting");
        this.http.respond({ status: 200 });
      },
      { ...(dedupe && { dedupe }) },
    ),
    { clock, ...(onThrow && { onThrow }) },
  );
  const send = (emissions: Emission[], path = "") =>
    fetch(source.endpoint + path, { method: "POST", body: JSON.stringify(emissions) });
  return { source, send, emitted: () => source.events.map(({ e }) => e) };
}

it("publishes an event with its metadata", async () => {
  const { source, send } = await givenEmitter("unique");
  await send([[{ a: 1 }, { id: "one", summary: "One", ts: 5 }]]);
  expect(source.events).toEqual([
    {
      e: { a: 1 },
      k: "emit",
      ts: 5,
      id: `${NOW}-0`,
      sum: "One",
      indexedAtMs: NOW,
      metadata: {
        emit_id: expect.stringMatching(/^\w{27}$/),
        emitter_id: source.id,
        id: "one",
        name: "default",
        summary: "One",
        ts: 5,
      },
    },
  ]);
});

it("orders the events of a run from oldest to newest", async () => {
  const { source, send, emitted } = await givenEmitter();
  await send([["now"], ["third", { ts: 3 }], ["first", { ts: 1 }]]);
  expect(emitted()).toEqual(["first", "third", "now"]);
  expect(source.events.map(({ id }) => id)).toEqual([`${NOW}-0`, `${NOW}-1`, `${NOW}-2`]);
});

it("keeps the events of later runs after those of earlier ones", async () => {
  const { send, emitted } = await givenEmitter();
  await send([["later", { ts: 2 }]]);
  await send([["earlier", { ts: 1 }]]);
  expect(emitted()).toEqual(["later", "earlier"]);
});

it("drops an id among the last 100, also across updates", async () => {
  const { source, send, emitted } = await givenEmitter("unique");
  const ids = (from: number, to: number): Emission[] =>
    Array.from({ length: to - from }, (_, index) => [from + index, { id: from + index }]);
  await send(ids(0, 100));
  await source.update();
  await send([["again", { id: "0" }]]);
  expect(emitted()).toHaveLength(100);
  await send(ids(100, 101));
  await send([["again", { id: 1 }]]);
  await send([["forgotten", { id: 0 }]]);
  expect(emitted().slice(100)).toEqual([100, "forgotten"]);
});

it("compares the first 64 characters of an id", async () => {
  const { send, emitted } = await givenEmitter("unique");
  const prefix = "x".repeat(63);
  await send([
    ["a", { id: `${prefix}a1` }],
    ["b", { id: `${prefix}b` }],
    ["a again", { id: `${prefix}a2` }],
  ]);
  expect(emitted()).toEqual(["a", "b"]);
});

it("demands an id when the component dedupes", async () => {
  const { source, send } = await givenEmitter("unique");
  expect((await send([["no id", {}]])).status).toBe(500);
  expect(source.logs).toMatchObject([
    { k: "error", err: { message: expect.stringContaining("metadata id") } },
  ]);
});

it("warns of a ts that is no integer", async () => {
  const { source, send } = await givenEmitter();
  await send([["iso", { ts: "2026-01-01T00:00:00Z" as never }]]);
  expect(source.events).toMatchObject([{ ts: NOW }]);
  expect(source.logs).toMatchObject([{ level: "warn" }]);
});

it.each([
  [256, 200],
  [257, 500],
])("answers an event nested %i deep with %i", async (depth, status) => {
  const { send } = await givenEmitter();
  const nested = JSON.parse("[".repeat(depth) + "]".repeat(depth));
  expect((await send([[nested]])).status).toBe(status);
});

it.each([
  ["keep-emits", ["kept"]],
  ["drop-emits", []],
] as const)("with %s a run that throws leaves %j", async (onThrow, expected) => {
  const { send, emitted } = await givenEmitter(undefined, onThrow);
  await send([["kept"]], "/throw");
  expect(emitted()).toEqual(expected);
});

it("publishes what is emitted as it was at that moment", async () => {
  const source = await givenSource(
    component(function () {
      const event = { state: "before", dropped: undefined };
      this.$emit(event);
      event.state = "after";
      this.$emit(undefined);
      this.http.respond({ status: 200 });
    }),
  );
  await fetch(source.endpoint);
  expect(source.events.map(({ e }) => e)).toEqual([{ state: "before" }, null]);
});
