import { describe, expect, it } from "vitest";
import { requireExactJson } from "../../common/body.ts";
import { isLostNumber } from "../../common/exact-json.ts";
import { type HttpEvent, toHttpRequest } from "../../common/http.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const TEXT = { "Content-Type": "text/plain; charset=UTF-8" };
const json = (value: unknown, text?: string) => ({ kind: "json", value, ...(text && { text }) });
const unreadable = (problem: string) => ({ kind: "unreadable", problem: expect.stringContaining(problem) });

describe("the body of a request", () => {
  const rows: [name: string, event: HttpEvent, body: unknown][] = [
    ["parsed", { body: { a: 1 } }, json({ a: 1 })],
    ["a list", { body: [1] }, json([1])],
    ["parsed, with its text", { body: { a: 1 }, bodyRaw: '{"a":1}' }, json({ a: 1 }, '{"a":1}')],
    ["JSON as text", { body: '{"a":1}', headers: TEXT }, json({ a: 1 }, '{"a":1}')],
    ["JSON as raw text only", { bodyRaw: '{"a":1}' }, json({ a: 1 }, '{"a":1}')],
    [
      "JSON taken for a form",
      { body: { '{"a":1}': "" }, bodyRaw: '{"a":1}', headers: FORM },
      json({ a: 1 }, '{"a":1}'),
    ],
    ["JSON behind a byte order mark", { body: "\uFEFF[1]", bodyRaw: "\uFEFF[1]" }, json([1], "[1]")],
    ["a form", { body: { a: "1" }, bodyRaw: "a=1", headers: FORM }, unreadable("is a form")],
    ["a parsed form whose text is not known", { body: { a: "1" }, headers: FORM }, json({ a: "1" })],
    ["text", { body: "hello", bodyRaw: "hello" }, unreadable("is not valid JSON")],
    ["a number", { body: 5 }, json(5)],
    ["the word null", { body: null, bodyRaw: "null" }, json(null, "null")],
    ["nothing", {}, { kind: "absent" }],
    ["null", { body: null }, { kind: "absent" }],
    ["empty", { body: "", bodyRaw: "" }, { kind: "absent" }],
    ["blank", { body: "  ", bodyRaw: " \n" }, { kind: "absent" }],
    ["a byte order mark alone", { body: "\uFEFF", bodyRaw: "\uFEFF" }, { kind: "absent" }],
  ];
  it.each(rows)("that is %s", (_, event, body) => {
    expect(toHttpRequest(event).body).toEqual(body);
  });
});

describe("the exact value of a body", () => {
  const exactly = (event: HttpEvent) => requireExactJson(toHttpRequest(event).body);

  it("is read from its text, whatever the platform made of it", () => {
    expect(exactly({ body: { a: 1 }, bodyRaw: '{"a":2}' })).toEqual({ a: 2 });
    const { a } = exactly({ body: { a: 2 ** 53 }, bodyRaw: '{"a":9007199254740993}' }) as { a: unknown };
    expect(isLostNumber(a)).toBe(true);
  });

  it("is what the platform made of it where the text is not JSON, or not known", () => {
    expect(exactly({ body: { a: 1 }, bodyRaw: "a: 1" })).toEqual({ a: 1 });
    expect(exactly({ body: { a: 2 ** 53 } })).toEqual({ a: 2 ** 53 });
  });
});
