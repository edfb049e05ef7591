import { describe, expect, it } from "vitest";
import { at } from "../lives/world.ts";
import { givenSource, postRaw, refusal } from "./given.ts";

const SECRET = "schlüssel und пароль";
/** What it was given to the source as: copied, with what stood around it. */
const given = givenSource({ secret: `  ${SECRET}\n` });

const task = (secret?: string) => JSON.stringify({ timestamp: at(1_000), message: 1, secret });
const JSON_TYPE = { "content-type": "application/json" };
/** The bytes of a text in UTF-8, as curl sends what was typed; each stands for a character of Latin-1 here. */
const inUtf8 = (text: string) => Buffer.from(text).toString("latin1");

describe("the secret", () => {
  it.each([
    ["in the body", task(SECRET), {}],
    ["in the body, with blanks around it", task(`\t${SECRET}\u00a0 `), {}],
    ["in x-pd-secret, as UTF-8", task(), { "x-pd-secret": inUtf8(SECRET) }],
    ["in x-pd-secret, with blanks around it", task(), { "x-pd-secret": ` ${inUtf8(`${SECRET} `)} ` }],
    ["as a bearer token, as UTF-8", task(), { authorization: `Bearer ${inUtf8(SECRET)}` }],
    ["as a bearer token, behind more blanks", task(), { authorization: `bearer   ${inUtf8(SECRET)}  ` }],
  ])("%s lets a request in", async (_, body, headers) => {
    const answer = await postRaw(given.source, "/schedule", body, { ...JSON_TYPE, ...headers });
    expect(answer.status).toBe(200);
  });

  it.each([
    ["another", task("schluessel"), {}],
    ["blank", task("  "), { "x-pd-secret": "", authorization: "Bearer  " }],
    ["a list", '{"secret":["schlüssel und пароль"]}', {}],
    ["cut", task(), { "x-pd-secret": inUtf8(SECRET.slice(0, -1)) }],
    ["twice in one header", task(), { "x-pd-secret": inUtf8(`${SECRET}, ${SECRET}`) }],
    ["of another scheme", task(), { authorization: `Basic ${inUtf8(SECRET)}` }],
  ])("is wrong where it is %s, and nothing more is said", async (_, body, headers) => {
    const answer = await postRaw(given.source, "/schedule", body, { ...JSON_TYPE, ...headers });
    expect(refusal(answer)).toMatchObject({ status: 401, code: "invalid_secret" });
    expect(answer.body.error.message).not.toMatch(/The body/);
  });
});

describe("a secret in a body that cannot be read", () => {
  it.each([
    [
      "is not quoted, as PowerShell 5 leaves it",
      `{ timestamp: x, secret: ${SECRET} }`,
      JSON_TYPE,
      "not valid JSON",
    ],
    ["has a comma too many", `{"secret":"${SECRET}",}`, JSON_TYPE, "not valid JSON"],
    ["has single quotes", `{'secret':'${SECRET}'}`, JSON_TYPE, "not valid JSON"],
    ["is cut off", `{"secret":"${SECRET}"`, JSON_TYPE, "not valid JSON"],
    ["is text", SECRET, { "content-type": "text/plain" }, "not valid JSON"],
    ["was encoded twice", JSON.stringify(task(SECRET)), JSON_TYPE, "encoded twice"],
    [
      "is a form",
      `secret=${encodeURIComponent(SECRET)}`,
      { "content-type": "application/x-www-form-urlencoded" },
      "is a form",
    ],
    [
      "is said to be in Latin-1",
      task(SECRET),
      { "content-type": "application/json; charset=latin1" },
      "only UTF-8",
    ],
  ])("that %s is answered with the reason", async (_, body, headers, reason) => {
    for (const path of ["/schedule", "/cancel"]) {
      const answer = await postRaw(given.source, path, body, headers);
      expect(refusal(answer)).toMatchObject({ status: 401, code: "invalid_secret" });
      expect(answer.body.error.message).toContain(reason);
    }
  });

  it("does not matter where a header carries it: then the body is refused", async () => {
    const headers = { ...JSON_TYPE, "x-pd-secret": inUtf8(SECRET) };
    const answer = await postRaw(given.source, "/schedule", "{", headers);
    expect(refusal(answer)).toMatchObject({ status: 400, code: "invalid_json" });
  });
});

describe("a secret that Latin-1 has", () => {
  it.each([
    ["as Latin-1, as fetch sends it", "schlüssel"],
    ["as UTF-8, as curl sends it", inUtf8("schlüssel")],
  ])("may come in a header %s", async (_, secret) => {
    const source = await given.world.deploy({ secret: "schlüssel" });
    for (const headers of [{ "x-pd-secret": secret }, { authorization: `Bearer ${secret}` }]) {
      expect((await postRaw(source, "/schedule", task(), { ...JSON_TYPE, ...headers })).status).toBe(200);
    }
  });
});

describe("a secret of blanks alone", () => {
  it("is refused when the source is activated, and lets nobody in", async () => {
    const error = await given.world.deploy({ secret: " \t" }).catch((thrown) => thrown);
    expect(error.cause.message).toContain("The secret is blank");
    const source = await given.world.deploy({ secret: "abc" });
    source.propOverrides = { secret: "  " };
    for (const secret of ["", "  "]) {
      const headers = { ...JSON_TYPE, "x-pd-secret": secret };
      expect((await postRaw(source, "/schedule", task(secret), headers)).status).toBe(401);
    }
  });
});
