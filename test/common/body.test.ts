import { describe, expect, it } from "vitest";
import { requireExactJson } from "../../common/body.ts";
import { isLostNumber } from "../../common/exact-json.ts";
import { type HttpEvent, toHttpRequest } from "../../common/http.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const TEXT = { "Content-Type": "text/plain; charset=UTF-8" };
const charset = (name: string) => ({ "content-type": `application/json; charset=${name}` });
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
    [
      "in another encoding",
      { body: "{}", headers: charset("iso-8859-1") },
      unreadable("declared to be in iso-8859-1"),
    ],
    ["in UTF-8, in capitals", { body: { a: 1 }, headers: charset("UTF8") }, json({ a: 1 })],
    ["in ASCII, in quotes", { body: { a: 1 }, headers: charset('"us-ascii"') }, json({ a: 1 })],
    [
      "text in which bytes were lost",
      { body: "\uFFFD", bodyRaw: "\uFFFD", headers: { "content-length": "1" } },
      unreadable("is not text in UTF-8"),
    ],
    [
      "JSON in which bytes were lost",
      { body: ["\uFFFD"], bodyRaw: '["\uFFFD"]', headers: { "content-length": "5" } },
      unreadable("is not text in UTF-8"),
    ],
    [
      "JSON with a replacement character that was sent",
      { body: ["\uFFFD"], bodyRaw: '["\uFFFD"]', headers: { "content-length": "7" } },
      json(["\uFFFD"], '["\uFFFD"]'),
    ],
    [
      "compressed",
      { body: "\u001f\u008b", bodyRaw: "\u001f\u008b", headers: { "content-encoding": "gzip" } },
      unreadable("is compressed"),
    ],
    ["text with bytes of nothing", { body: "a\0", bodyRaw: "a\0" }, unreadable("is not text in UTF-8")],
    [
      "a form of parts",
      { body: "--x", headers: { "content-type": "multipart/form-data" } },
      unreadable("is a form"),
    ],
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

  it.each<[string, HttpEvent, string]>([
    ["there is no body", {}, "The request has no body."],
    ["it cannot be read", { body: "hello" }, "The body is not valid JSON."],
    ["it was encoded twice", { body: JSON.stringify('{"a":1}') }, "it was encoded twice"],
  ])("is none where %s", (_, event, problem) => {
    expect(() => exactly(event)).toThrow(
      expect.objectContaining({ code: "invalid_json", message: expect.stringContaining(problem) }),
    );
  });

  it("may be any text", () => {
    expect(exactly({ body: JSON.stringify("hello") })).toBe("hello");
  });

  it("is what the platform made of it where the text is not JSON, or not known", () => {
    expect(exactly({ body: { a: 1 }, bodyRaw: "a: 1" })).toEqual({ a: 1 });
    expect(exactly({ body: { a: 2 ** 53 } })).toEqual({ a: 2 ** 53 });
  });
});
