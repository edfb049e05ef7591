import { expect, it } from "vitest";
import type { PublishedEvent } from "../../../local/pipedream/event-log.ts";
import { createTeller } from "../../../local/start/telling.ts";

const DUE = Date.parse("2026-03-01T10:00:00Z");
const EVENT: PublishedEvent = {
  e: { timestamp: new Date(DUE).toISOString(), message: { a: 1 }, id: "order-1" },
  k: "emit",
  ts: DUE,
  id: `${DUE + 12}-0`,
  indexedAtMs: DUE + 12,
  metadata: { emit_id: "", emitter_id: "", name: "default", ts: DUE },
};

function given({ isQuiet = false, showsDate = false } = {}) {
  const lines: string[] = [];
  const teller = createTeller((line) => lines.push(line), { isQuiet, showsDate });
  return { teller, lines };
}

it("tells each request with its answer, each event with its lateness, each error, a line each", () => {
  const { teller, lines } = given();
  teller.start();
  teller.request({ method: "POST", path: "/schedule", status: 200, body: '{"executionArn":"arn"}' });
  teller.event(EVENT);
  teller.event({ ...EVENT, e: { ...(EVENT.e as object), id: undefined } });
  teller.log({ k: "error", ts: DUE, err: { name: "TypeError", message: "broken" } });
  teller.log({ k: "log", ts: DUE, level: "error", msg: "also\nbroken" });
  teller.log({ k: "log", ts: DUE, level: "info", msg: "all is well" });
  expect(lines.map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ""))).toEqual([
    'POST /schedule 200 {"executionArn":"arn"}',
    'Event of order-1, 12 ms late: {"a":1}',
    'Event, 12 ms late: {"a":1}',
    "Error: broken",
    "Error: also broken",
  ]);
});

it("shows what would move the cursor, or turn the text around, as escapes", () => {
  const { teller, lines } = given();
  teller.start();
  teller.request({ method: "GET", path: "/\u001b[2J\u202e", status: 404, body: "" });
  expect(lines[0]).toContain("/\\u{001b}[2J\\u{202e} 404");
});

it("is silent until it starts, after it has stopped, and when it is to be quiet", () => {
  const early = given();
  early.teller.event(EVENT);
  early.teller.start();
  early.teller.stop();
  early.teller.event(EVENT);
  const quiet = given({ isQuiet: true });
  quiet.teller.start();
  quiet.teller.event(EVENT);
  expect([early.lines, quiet.lines]).toEqual([[], []]);
});

it("shows the date where the clock can be moved", () => {
  const { teller, lines } = given({ showsDate: true });
  teller.start();
  teller.event(EVENT);
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}Event/);
});
