import { describe, expect, it } from "vitest";
import { RequestError } from "../../common/errors.ts";
import { errorResponse, toHttpRequest } from "../../common/http.ts";

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
