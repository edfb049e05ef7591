import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStage, type Stage } from "../../../../local/start/page/stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ secret: "abc" });
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

  it.each(["/page/state", "/page/events"])("read %s", async (path) => {
    expect((await ask(path, { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
  });
});

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

  it("shows a task from when it is scheduled until it is cancelled, and what AWS holds", async () => {
    const scheduled = await send("/page/schedule", { timestamp: inAnHour(), message: { a: 1 }, id: "shown" });
    const { executionArn } = JSON.parse(scheduled.text);
    const [stack] = JSON.parse((await ask("/page/state")).text).stacks;
    expect(stack.pending).toMatchObject([{ executionArn, id: "shown", message: '{"a":1}' }]);
    expect(stack.resources.map(({ state }: { state: string }) => state)).not.toContain("Not found");
    expect(stack.resources).toHaveLength(4);
    expect((await send("/page/cancel", { executionArn })).status).toBe(200);
    const after = JSON.parse((await ask("/page/state")).text);
    expect(after.stacks[0].pending).toEqual([]);
  });

  it("holds neither key nor secret", async () => {
    const { text } = await ask("/page/state");
    expect(text).toContain("/schedule");
    expect(text).not.toMatch(/AKIA|"abc"|secretAccessKey/);
  });

  it("shows the hundred that are due next of what waits, and says that there are more", async () => {
    const timestamp = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    await send("/page/schedule", { timestamp: timestamp(30), message: 1, id: "first" });
    for (let i = 0; i < 120; i += 20) {
      const tasks = Array.from({ length: 20 }, (_, k) => ({ timestamp: timestamp(60 + i + k), message: 1 }));
      await Promise.all(tasks.map((task) => send("/page/schedule", task)));
    }
    const [stack] = JSON.parse((await ask("/page/state")).text).stacks;
    expect(stack.pending).toHaveLength(100);
    expect([stack.hasMore, stack.pending[0].id]).toEqual([true, "first"]);
  });

  it("is refused when it is larger than any task", async () => {
    const body = JSON.stringify({ timestamp: inAnHour(), message: "x".repeat(8_000_000) });
    const answer = await ask("/page/schedule", { method: "POST", headers: fromPage(), body }).catch(String);
    expect(typeof answer === "string" || [413, 400].includes(answer.status)).toBe(true);
  });
});
