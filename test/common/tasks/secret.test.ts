import { describe, expect, it } from "vitest";
import { type HttpEvent, toHttpRequest } from "../../../common/http.ts";
import { requireSecret } from "../../../common/tasks/secret.ts";

const check = (event: HttpEvent, secret: string | undefined = "s3cret") =>
  requireSecret(toHttpRequest({ method: "POST", path: "/schedule", ...event }), secret);

describe("a request", () => {
  it("needs no secret where the source has none", () => {
    expect(() => requireSecret(toHttpRequest({}), undefined)).not.toThrow();
  });

  it.each<[string, HttpEvent]>([
    ["its body", { body: { secret: "s3cret" } }],
    ["its body as text", { body: '{"secret":"s3cret"}' }],
    ["the header x-pd-secret", { headers: { "x-pd-secret": "s3cret" } }],
    ["that header in capitals", { headers: { "X-PD-Secret": "s3cret" } }],
    ["the header authorization", { headers: { authorization: "Bearer s3cret" } }],
    ["that header in other capitals", { headers: { Authorization: "bearer  s3cret" } }],
    ["one place, and another in another", { body: { secret: "x" }, headers: { "x-pd-secret": "s3cret" } }],
  ])("may have it in %s", (_, event) => {
    expect(() => check(event)).not.toThrow();
  });

  it.each<[string, HttpEvent]>([
    ["nothing", {}],
    ["another in its body", { body: { secret: "s3cre" } }],
    ["an object in its body", { body: { secret: { length: 6 } } }],
    ["a list in its body", { body: { secret: ["s3cret"] } }],
    ["an empty one", { body: { secret: "" }, headers: { "x-pd-secret": "", authorization: "Bearer " } }],
    ["it as the whole body", { body: "s3cret" }],
    ["null for a body", { body: null, bodyRaw: "null" }],
    ["it with more in a header", { headers: { "x-pd-secret": "s3crets" } }],
    ["it in another scheme", { headers: { authorization: "Basic s3cret" } }],
    ["it without a scheme", { headers: { authorization: "s3cret" } }],
  ])("with %s is refused", (_, event) => {
    expect(() => check(event)).toThrow(expect.objectContaining({ code: "invalid_secret" }));
  });

  it("may have any text for a secret", () => {
    expect(() => check({ body: { secret: "Grüße 😀" } }, "Grüße 😀")).not.toThrow();
  });
});
