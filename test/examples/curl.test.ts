import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { skipWithout } from "../tools.ts";
import { startInRealTime } from "./given.ts";

const SCRIPT = fileURLToPath(new URL("../../examples/curl.sh", import.meta.url));
const SECRET = "abc123";

describe("curl.sh", { timeout: 30_000 }, () => {
  let stage: Awaited<ReturnType<typeof startInRealTime>>;
  beforeAll(async () => {
    stage = await startInRealTime({ secret: SECRET });
  });
  afterAll(() => stage.close());
  beforeEach((context) => skipWithout(context, "sh", "curl", "date"));

  const run = (env: Record<string, string>) =>
    promisify(execFile)("sh", [SCRIPT], {
      env: { PATH: process.env.PATH, ENDPOINT: `${stage.source.endpoint}/`, SECRET, ...env },
    });
  const parse = (output: string) =>
    output.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));

  it("schedules, cancels, follows and reads", async () => {
    const { source, pipedream } = stage;
    const { stdout, stderr } = await run({
      SOURCE_ID: source.id,
      PIPEDREAM_API_KEY: pipedream.apiKey,
      API: `${pipedream.apiUrl}/`,
      SECONDS_AHEAD: "2",
      SECONDS_TO_LISTEN: "5",
    });
    expect(stderr).toBe("");
    const [task, named, cancelled, last] = parse(stdout);
    expect(named.executionArn).toMatch(/:curl-\d+-\d+$/);
    expect(cancelled).toEqual({ executionArn: named.executionArn, stopDate: expect.any(String) });
    expect(source.events.map(({ e }) => e)).toEqual([{ ...task, message: { name: "Luke" } }]);
    expect(stdout).toContain('data: {"e":{');
    expect(last.data).toMatchObject([{ event: task }]);
  });

  it("only schedules and cancels without an API key", async () => {
    const { stdout } = await run({});
    expect(parse(stdout)).toHaveLength(3);
  });

  it("shows an error, and ends with it", async () => {
    await expect(run({ SECRET: "wrong" })).rejects.toMatchObject({
      code: 22,
      stdout: expect.stringMatching(/"invalid_secret"[^}]*}}$/),
    });
  });
});
