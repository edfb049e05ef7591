import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksIn } from "./documents.ts";
import { startInRealTime } from "./examples/given.ts";
import { send } from "./lives/world.ts";
import { skipWithout } from "./tools.ts";

const SECRET = "abc123";
const blocks = blocksIn("README.md", "sh");
const blockWith = (text: string) => {
  const [block = "", ...others] = blocks.filter((code) => code.includes(text));
  expect(others).toEqual([]);
  return block;
};

/** macOS's `date`, as far as the README needs it, for whoever has that of Linux. */
const DATE_OF_MACOS = `#!/bin/sh
case "$*" in
  *-v+30S*) shift 2; exec "$REAL_DATE" -u -d "+30 seconds" "$@" ;;
  *-d*) echo "date: illegal option -- d" >&2; exit 1 ;;
  *) exec "$REAL_DATE" "$@" ;;
esac
`;

describe("the shell lines of the README", () => {
  let stage: Awaited<ReturnType<typeof startInRealTime>>;
  beforeAll(async () => {
    stage = await startInRealTime({ secret: SECRET });
  });
  afterAll(() => stage.close());

  /** Runs lines as a reader does. Not in bash, which takes a pipe of Node's for a network connection. */
  async function run(lines: string, env: Record<string, string> = {}): Promise<string> {
    const { source, pipedream } = stage;
    const { stdout } = await promisify(execFile)("sh", ["-c", lines.replaceAll("curl ", "curl -sS ")], {
      env: {
        PATH: process.env.PATH,
        ...{ ENDPOINT: source.endpoint, SECRET },
        ...{ API: pipedream.apiUrl, SOURCE_ID: source.id, PIPEDREAM_API_KEY: pipedream.apiKey },
        SECONDS_TO_LISTEN: "1",
        ...env,
      },
      // What curl says when --max-time ends a stream.
    }).catch((error) => (error.code === 28 ? error : Promise.reject(error)));
    return stdout;
  }

  async function expectScheduled(env: Record<string, string> = {}) {
    const { error, id, executionArn, timestamp } = JSON.parse(await run(blockWith("/schedule"), env));
    expect(error).toBeUndefined();
    expect(executionArn).toMatch(new RegExp(`:execution:pipedream-scheduled-tasks-.+:${id}$`));
    const aheadMs = Date.parse(timestamp) - Date.now();
    expect(aheadMs).toBeGreaterThan(20_000);
    expect(aheadMs).toBeLessThanOrEqual(30_000);
  }

  it("schedule a task for thirty seconds from now", async (context) => {
    skipWithout(context, "sh", "curl", "date");
    await expectScheduled();
  });

  it("schedule one with the date of macOS, too", async (context) => {
    context.skip(process.platform === "darwin", "its date is that");
    skipWithout(context, "sh", "curl", "date");
    const folder = mkdtempSync(join(tmpdir(), "macos-"));
    const REAL_DATE = (await run("command -v date")).trim();
    writeFileSync(join(folder, "date"), DATE_OF_MACOS);
    chmodSync(join(folder, "date"), 0o755);
    await expectScheduled({ REAL_DATE, PATH: `${folder}${delimiter}${process.env.PATH}`, SECRET });
    rmSync(folder, { recursive: true });
  });

  it("cancel a task by its id", async (context) => {
    skipWithout(context, "sh", "curl");
    const task = { timestamp: new Date(Date.now() + 60_000).toISOString(), message: 1, id: "to-cancel" };
    const headers = { "content-type": "application/json", "x-pd-secret": SECRET };
    await send(stage.source, "/schedule", { method: "POST", headers, body: JSON.stringify(task) });
    const answer = JSON.parse(await run(blockWith("/cancel"), { ID: "to-cancel" }));
    expect(answer).toEqual({
      executionArn: expect.stringMatching(/:to-cancel$/),
      stopDate: expect.any(String),
    });
  });

  it("follow the events", async (context) => {
    skipWithout(context, "sh", "curl");
    expect(await run(blockWith("/sse"))).toContain(":sse-handshake");
  });

  it("read the last events", async (context) => {
    skipWithout(context, "sh", "curl");
    const { data } = JSON.parse(await run(blockWith("/event_summaries")));
    expect(data).toBeInstanceOf(Array);
  });

  it("are all run here, or are commands of npm", () => {
    const run = ["/schedule", "/cancel", "/sse", "/event_summaries"].map(blockWith);
    expect(blocks.filter((code) => !run.includes(code) && !code.startsWith("npm "))).toEqual([]);
  });
});
