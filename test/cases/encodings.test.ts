import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { at, post } from "../lives/world.ts";
import { givenSource, postRaw, refusal, taskText } from "./given.ts";

const given = givenSource();
const JSON_TYPE = "application/json";
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const utf8 = (text: string) => new Uint8Array(Buffer.from(text));
const emitted = async () => {
  await given.world.advance(2_000);
  return (given.source.events.at(-1)?.e as { message?: unknown } | undefined)?.message;
};

describe("a charset", () => {
  it.each([
    "iso-8859-1",
    "ISO-8859-15",
    '"windows-1252"',
    "utf-16",
    "UTF-16LE",
    "shift_jis",
    "utf-7",
    "x-unknown",
  ])("of %s is refused, for only UTF-8 is read", async (charset) => {
    const headers = { "content-type": `${JSON_TYPE}; charset=${charset}` };
    const answer = await postRaw(given.source, "/schedule", latin1(taskText('"caf\u00e9"')), headers);
    expect(refusal(answer)).toMatchObject({ status: 400, code: "invalid_json" });
    expect(answer.body.error.message).toContain("only UTF-8");
  });

  it.each([
    "application/json; charset=utf-8",
    "application/json;charset=UTF8",
    'Application/JSON ; Charset="UTF-8"',
    "text/plain; charset=us-ascii",
    "text/plain; format=flowed",
    "application/vnd.api+json",
  ])("in %s is read", async (type) => {
    const body = utf8(taskText('"caf\u00e9"', 0));
    expect((await postRaw(given.source, "/schedule", body, { "content-type": type })).status).toBe(200);
    expect(await emitted()).toBe("café");
  });

  it("is missed where the bytes are not UTF-8, rather than replaced in the event", async () => {
    const answer = await postRaw(given.source, "/schedule", latin1(taskText('"caf\u00e9"')));
    expect(refusal(answer)).toMatchObject({ status: 400, code: "invalid_json" });
    expect(answer.body.error.message).toContain("UTF-8");
  });

  it("has a replacement character of its own, which may be meant", async () => {
    expect((await postRaw(given.source, "/schedule", utf8(taskText('"a\ufffdb"', 0)))).status).toBe(200);
    expect(await emitted()).toBe("a\ufffdb");
  });

  it.each([
    ["UTF-16", new Uint8Array(Buffer.from(`\ufeff${taskText("1")}`, "utf16le"))],
    ["compressed", new Uint8Array(gzipSync(taskText("1")))],
  ])("or form of bytes that is %s is refused", async (_, body) => {
    const answer = await postRaw(given.source, "/schedule", body);
    expect(refusal(answer)).toMatchObject({ status: 400, code: "invalid_json" });
    expect(answer.body.error.message).toContain("UTF-8");
  });

  it("is not asked for where there is no body", async () => {
    const answer = await postRaw(given.source, "/schedule", "", { "content-type": "a/b; charset=utf-16" });
    expect(answer.body.error.message).toContain("no body");
  });
});

describe("a byte order mark", () => {
  it.each([JSON_TYPE, "text/plain"])("in front of %s does not matter", async (type) => {
    const body = utf8(`\ufeff${taskText('"after a mark"', 0)}`);
    expect((await postRaw(given.source, "/schedule", body, { "content-type": type })).status).toBe(200);
    expect(await emitted()).toBe("after a mark");
  });
});

describe("JSON in a JSON string", () => {
  it.each(["/schedule", "/cancel"])("is refused at %s as encoded twice", async (path) => {
    const answer = await post(given.source, path, JSON.stringify(taskText("1")));
    expect(refusal(answer)).toMatchObject({ status: 400, code: "invalid_json" });
    expect(answer.body.error.message).toContain("encoded twice");
  });

  it("is a message like any other where it is one", async () => {
    await postRaw(given.source, "/schedule", taskText(JSON.stringify('{"a":1}'), 0));
    expect(await emitted()).toBe('{"a":1}');
  });
});

describe("half of a character", () => {
  it.each(['"\\ud83d"', '{"\\udc00":1}', '["ok","\\ud83d\\ud83d"]'])(
    "in %s is refused, for no bytes of UTF-8 stand for it",
    async (message) => {
      expect(refusal(await postRaw(given.source, "/schedule", taskText(message)))).toMatchObject({
        status: 400,
        code: "invalid_request",
      });
    },
  );
});

describe("a form", () => {
  const form = `timestamp=${at(1_000)}&message=1`;
  it.each([
    "application/x-www-form-urlencoded",
    "Application/x-www-form-urlencoded",
    "APPLICATION/X-WWW-FORM-URLENCODED; charset=UTF-8",
  ])("as %s is refused, for its values are all text", async (type) => {
    const answer = await postRaw(given.source, "/schedule", form, { "content-type": type });
    expect(refusal(answer)).toMatchObject({ status: 400, code: "invalid_json" });
    expect(answer.body.error.message).toContain("is a form");
  });

  it("of several parts is refused", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const part = '--x\r\nContent-Disposition: form-data; name="message"\r\n\r\n1\r\n--x--\r\n';
    expect((await postRaw(given.source, "/schedule", part, headers)).status).toBe(400);
  });

  it("is not what a JSON body is, whatever curl says of it", async () => {
    const headers = { "content-type": "Application/X-www-form-urlencoded" };
    expect((await postRaw(given.source, "/schedule", taskText("1"), headers)).status).toBe(200);
  });
});
