import { describe, expect, it } from "vitest";
import { RequestError } from "../../common/errors.ts";
import { errorResponse, type HttpEvent, toHttpRequest } from "../../common/http.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const TEXT = { "Content-Type": "text/plain; charset=UTF-8" };

describe("the body of a request", () => {
  const rows: [name: string, event: HttpEvent, body: unknown][] = [
    ["parsed", { body: { a: 1 } }, { kind: "json", value: { a: 1 } }],
    ["a list", { body: [1] }, { kind: "json", value: [1] }],
    ["parsed, with its text", { body: { a: 1 }, bodyRaw: "other" }, { kind: "json", value: { a: 1 } }],
    ["JSON as text", { body: '{"a":1}', headers: TEXT }, { kind: "json", value: { a: 1 } }],
    ["JSON as raw text only", { bodyRaw: '{"a":1}' }, { kind: "json", value: { a: 1 } }],
    [
      "JSON taken for a form",
      { body: { '{"a":1}': "" }, bodyRaw: '{"a":1}', headers: FORM },
      { kind: "json", value: { a: 1 } },
    ],
    ["a form", { body: { a: "1" }, bodyRaw: "a=1", headers: FORM }, { kind: "text" }],
    [
      "a parsed form whose text is not known",
      { body: { a: "1" }, headers: FORM },
      { kind: "json", value: { a: "1" } },
    ],
    ["text", { body: "hello", bodyRaw: "hello" }, { kind: "text" }],
    ["a number", { body: 5 }, { kind: "json", value: 5 }],
    ["the word null", { body: null, bodyRaw: "null" }, { kind: "json", value: null }],
    ["nothing", {}, { kind: "absent" }],
    ["null", { body: null }, { kind: "absent" }],
    ["empty", { body: "", bodyRaw: "" }, { kind: "absent" }],
    ["blank", { body: "  ", bodyRaw: " \n" }, { kind: "absent" }],
  ];
  it.each(rows)("that is %s", (_, event, body) => {
    expect(toHttpRequest(event).body).toEqual(body);
  });
});

describe("the rest of a request", () => {
  it.each([
    ["/schedule", "/schedule"],
    ["/schedule/", "/schedule"],
    ["/schedule//", "/schedule"],
    ["/", "/"],
    [undefined, "/"],
    [7, "/"],
  ])("path %j is %s", (path, expected) => {
    expect(toHttpRequest({ path }).path).toBe(expected);
  });

  it.each([
    ["get", "GET"],
    [undefined, "POST"],
  ])("method %j is %s", (method, expected) => {
    expect(toHttpRequest({ method, path: "/" }).method).toBe(expected);
  });

  it.each([
    [undefined, undefined],
    [null, undefined],
    ["text", undefined],
    [{}, undefined],
    [{ "x-pd-secret": "s" }, "s"],
    [{ "X-PD-Secret": "s" }, "s"],
    [{ "x-pd-secret": ["s"] }, undefined],
  ])("of headers %j the secret is %j", (headers, expected) => {
    expect(toHttpRequest({ headers }).header("x-pd-secret")).toBe(expected);
  });
});

it("an error becomes a response with all that the caller needs", () => {
  const issues = [{ path: "id", message: "is required" }];
  const error = new RequestError("throttled", "Slow down", {
    issues,
    headers: { "retry-after": "9" },
    cause: "secret",
  });
  const { status, headers, body } = errorResponse(error);
  expect(status).toBe(429);
  expect(headers).toMatchObject({ "retry-after": "9", "cache-control": "no-store" });
  expect(JSON.parse(body)).toEqual({ error: { code: "throttled", message: "Slow down", issues } });
});
