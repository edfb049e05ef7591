import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStage, type Stage } from "../../../../local/start/page/stage.ts";
import type { Time } from "../../../../local/start/time.ts";

const advanced: number[] = [];
const time: Time = {
  advance: async (seconds) => void advanced.push(seconds),
  hurry: (work) => work(),
};

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ secret: "abc", time });
});
afterAll(async () => {
  await stage.close();
  delete process.env.AWS_ENDPOINT_URL;
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Like `fetch`, but any header and path can be sent as they are. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const { port } = new URL(stage.pageUrl);
  const { method = "GET", headers = {}, body } = options;
  return new Promise<Answer>((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const origin = () => new URL(stage.pageUrl).origin;
const fromPage = () => ({ origin: origin(), "content-type": "application/json", "x-pd-secret": "abc" });
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe("the page's files", () => {
  it.each([
    ["/", "text/html; charset=utf-8"],
    ["/app.js", "text/javascript; charset=utf-8"],
    ["/style.css", "text/css; charset=utf-8"],
    ["/icon.svg", "image/svg+xml"],
  ])("%s is served as %s", async (path, type) => {
    const { status, headers } = await ask(path);
    expect([status, headers["content-type"]]).toEqual([200, type]);
  });

  it("come with a policy that lets nothing in from elsewhere, nor anything run inline", async () => {
    for (const path of ["/", "/app.js", "/nothing-here"]) {
      const { headers } = await ask(path);
      const policy = String(headers["content-security-policy"]);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(headers["x-content-type-options"]).toBe("nosniff");
    }
  });

  it.each([
    "/../package.json",
    "/..%2f..%2fpackage.json",
    "/public/../../page/guard.ts",
    "/page/",
    "/guard.ts",
  ])("are all that can be had: %s is not there", async (path) => {
    expect((await ask(path)).status).toBe(404);
  });
});

describe("what other sites may not do", () => {
  it.each(["evil.example", "evil.example:80", "127.0.0.1.evil.example", "127.0.0.1:1"])(
    "reach the page under the name %j",
    async (host) => {
      expect((await ask("/page/state", { headers: { host } })).status).toBe(403);
    },
  );

  it.each([
    ["another origin", { origin: "http://evil.example" }],
    ["no origin", { origin: "" }],
    ["a site that is another", { "sec-fetch-site": "cross-site" }],
  ])("schedule from %s", async (_, headers) => {
    const body = JSON.stringify({ timestamp: inAnHour(), message: 1 });
    const { status } = await ask("/page/schedule", {
      method: "POST",
      headers: { ...fromPage(), ...headers },
      body,
    });
    expect(status).toBe(403);
  });

  it("schedule by a form, which needs no permission to be sent", async () => {
    const headers = { ...fromPage(), "content-type": "text/plain" };
    expect((await ask("/page/schedule", { method: "POST", headers, body: "{}" })).status).toBe(415);
  });

  it.each(["/page/state", "/page/events", "/page/history", "/page/message"])("read %s", async (path) => {
    expect((await ask(path, { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
  });
});

describe("POST /dev/advance", () => {
  const move = (body: string, headers: Record<string, string> = {}) =>
    ask("/dev/advance", {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });

  it("moves the clock, for the page and for programs of this machine", async () => {
    expect((await move('{"seconds":3600}')).status).toBe(200);
    const { status, text } = await move('{"seconds":0.5}', { origin: origin() });
    expect([status, typeof JSON.parse(text).now]).toEqual([200, "string"]);
    expect(advanced.splice(0)).toEqual([3_600, 0.5]);
  });

  it.each(["", "{}", '{"seconds":-1}', '{"seconds":"60"}', '{"seconds":1e9}', "null"])(
    "says what to send after %j",
    async (body) => {
      const { status, text } = await move(body);
      expect(status).toBe(400);
      expect(text).toContain("for example");
    },
  );

  it.each([
    ["another site", { origin: "http://evil.example" }, 403],
    ["a site that is another", { "sec-fetch-site": "cross-site" }, 403],
    ["a form", { "content-type": "text/plain" }, 415],
    ["another name", { host: "evil.example" }, 403],
  ])("moves nothing for %s", async (_, headers, expected) => {
    expect((await move('{"seconds":1}', headers)).status).toBe(expected);
    expect(advanced).toEqual([]);
  });

  it("is no GET", async () => {
    expect((await ask("/dev/advance", { headers: fromPage() })).status).toBe(405);
  });
});

interface Task {
  readonly timestamp: string;
}

describe("what the page asks for", () => {
  it.each([
    ["PUT", "/page/schedule"],
    ["GET", "/page/schedule"],
    ["DELETE", "/page/state"],
    ["POST", "/page/state"],
  ])("is not %s %s", async (method, path) => {
    expect((await ask(path, { method, headers: fromPage() })).status).toBe(405);
  });

  it("is passed on to the source, with what it answers", async () => {
    const refused = await ask("/page/schedule", {
      method: "POST",
      headers: { ...fromPage(), "x-pd-secret": "guess" },
      body: JSON.stringify({ timestamp: inAnHour(), message: 1 }),
    });
    expect([refused.status, JSON.parse(refused.text).error.code]).toEqual([401, "invalid_secret"]);
  });

  const send = (path: string, body: object) =>
    ask(path, { method: "POST", headers: fromPage(), body: JSON.stringify(body) });

  const stateFrom = async (offset = 0) => JSON.parse((await ask(`/page/state?offset=${offset}`)).text);

  it("shows a task from when it is scheduled until it is cancelled, and what AWS holds", async () => {
    const long = "x".repeat(2_000);
    const scheduled = await send("/page/schedule", {
      timestamp: inAnHour(),
      message: { a: long },
      id: "shown",
    });
    const { executionArn } = JSON.parse(scheduled.text);
    const { pending, stacks } = await stateFrom();
    expect(pending).toMatchObject({ total: 1, known: 1, tasks: [{ executionArn, id: "shown" }] });
    expect(pending.tasks[0].preview).toMatch(/^\{"a":"x{100,}…$/);
    expect(stacks[0].resources.map(({ state }: { state: string }) => state)).not.toContain("Missing");
    expect(stacks[0].resources).toHaveLength(4);
    const { text } = await ask(`/page/message?executionArn=${encodeURIComponent(executionArn)}`);
    expect(JSON.parse(text)).toEqual({ message: { a: long } });
    expect((await send("/page/cancel", { executionArn })).status).toBe(200);
    const after = await stateFrom();
    expect(after.pending).toMatchObject({ total: 0, tasks: [] });
    expect(after.cancelled).toMatchObject([{ executionArn, id: "shown", cancelledAt: expect.any(Number) }]);
  });

  it("reads no message of an execution of somebody else's", async () => {
    const arn = "arn:aws:states:us-east-1:123456789012:execution:other:name";
    expect((await ask(`/page/message?executionArn=${arn}`)).status).toBe(404);
  });

  it("holds neither key nor secret", async () => {
    const { text } = await ask("/page/state");
    expect(text).toContain("/schedule");
    expect(text).not.toMatch(/AKIA|"abc"|secretAccessKey/);
  });

  it("reaches every task that is pending, page by page, in the order of their times", async () => {
    const start = Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000;
    const times = Array.from({ length: 60 }, (_, i) => start + ((i * 37) % 60) * 100);
    for (const [i, time] of times.entries()) {
      await send("/page/schedule", { timestamp: new Date(time).toISOString(), message: i });
    }
    const pages = [await stateFrom(0), await stateFrom(25), await stateFrom(50)];
    const shown = pages.flatMap(({ pending }) =>
      pending.tasks.map((task: Task) => Date.parse(task.timestamp)),
    );
    expect(shown).toEqual(times.toSorted((a, b) => a - b));
    expect(pages[1].pending).toMatchObject({ offset: 25, total: 60, known: 60, hasMore: false });
    expect((await stateFrom(500)).pending.offset).toBe(0);
  });

  it("pages through all events, the newest first", async () => {
    const before = stage.source.events.length;
    for (let i = 0; i < 25; i++) {
      await send("/page/schedule", { timestamp: "2020-01-01T00:00:00Z", message: i });
    }
    await expect.poll(() => stage.source.events.length, { timeout: 10_000 }).toBe(before + 25);
    const first = JSON.parse((await ask("/page/history")).text);
    expect(first).toMatchObject({ total: before + 25, newer: 0 });
    const second = JSON.parse((await ask(`/page/history?before=${first.events.at(-1).id}`)).text);
    expect(second.newer).toBe(20);
    const ids = [...first.events, ...second.events].map(({ id }: { id: string }) => id);
    expect(ids.slice(0, 25)).toEqual(
      stage.source.events
        .toReversed()
        .slice(0, 25)
        .map(({ id }) => id),
    );
  });

  it("is refused when it is larger than any task", async () => {
    const body = JSON.stringify({ timestamp: inAnHour(), message: "x".repeat(8_000_000) });
    const answer = await ask("/page/schedule", { method: "POST", headers: fromPage(), body }).catch(String);
    expect(typeof answer === "string" || [413, 400].includes(answer.status)).toBe(true);
  });
});
