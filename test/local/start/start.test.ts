import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLocalAws } from "../../../local/aws/server.ts";
import { listen } from "../../../local/pipedream/listener.ts";
import { listResources } from "../../../local/shared/resources.ts";
import { isUp, type Run, start } from "./processes.ts";

const ANY_PORT = ["--port", "0"];
const KEYS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

/** Roles and topics. State machines and subscriptions go some time after their deletion. */
const OF_A_SOURCE = /:role\/|:sns:[^:]+:\d+:[^:]+$/;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "start-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const pageOf = async (run: Run) => (await run.says(/The page of the source: (\S+)\//))[1] ?? "";
const endpointOf = async (run: Run) => (await run.says(/Endpoint: (\S+)/))[1] ?? "";
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

interface Answer {
  readonly executionArn: string;
  readonly error: { readonly code: string; readonly message: string };
}

async function post(url: string, body: object) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Answer };
}

async function interrupt(run: Run) {
  run.child.kill("SIGINT");
  const startedAt = Date.now();
  return { code: await run.ended, tookMs: Date.now() - startedAt };
}

describe.concurrent("npm start", { timeout: 60_000 }, () => {
  it("-- --once shows a task being emitted, whatever the AWS SDK is told, and ends with 0", async () => {
    const profile = join(folder, "config");
    writeFileSync(profile, "[profile other]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9\n");
    const env = {
      AWS_PROFILE: "other",
      AWS_CONFIG_FILE: profile,
      AWS_REGION: "nowhere",
      AWS_ENDPOINT_URL_SNS: "http://127.0.0.1:9",
      AWS_USE_FIPS_ENDPOINT: "true",
      AWS_USE_DUALSTACK_ENDPOINT: "true",
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
      AWS_MAX_ATTEMPTS: "many",
      AWS_RETRY_MODE: "never",
      AWS_DEFAULTS_MODE: "none",
    };
    const run = start(["--once", "--in", "1", "--message", '{"to":"you"}', ...ANY_PORT], { env });
    expect(await run.ended).toBe(0);
    expect(run.output()).toMatch(
      /Activated[\s\S]*Confirmed[\s\S]*Emitted \d+ ms after it was due[\s\S]*"to": "you"/,
    );
    expect(run.output()).toContain("Nothing is left");
  });

  it("goes on telling after the sample, and leaves at once", async () => {
    const run = start(["--in", "0", "--secret", "it's", ...ANY_PORT]);
    await run.says("Ctrl-C");
    expect(run.output()).toContain("x-pd-secret: it'\\''s");
    const endpoint = await endpointOf(run);
    await post(`${endpoint}/schedule`, { timestamp: inAnHour(), message: 1 });
    await run.says(/POST \/schedule 401 \{"error":\{"code":"invalid_secret"/);
    await post(`${endpoint}/schedule`, {
      timestamp: "2020-01-01T00:00:00Z",
      message: 1,
      id: "x",
      secret: "it's",
    });
    await run.says(/Event of x, \d+ ms late: 1/);
    const advanced = await post(`${await pageOf(run)}/dev/advance`, { seconds: 1 });
    expect([advanced.status, advanced.body.error.message]).toEqual([
      404,
      expect.stringContaining("--time-travel"),
    ]);
    const { code, tookMs } = await interrupt(run);
    expect(run.output()).toContain("Nothing is left");
    expect(code).toBe(0);
    // The source itself would wait for 5 s.
    expect(tookMs).toBeLessThan(3_000);
  });

  it("-- --quiet says nothing after the sample; a port that is taken makes it move on, and say so", async () => {
    const other = await listen(0, (_, response) => void response.end());
    const { port } = new URL(other.url);
    const run = start(["--quiet", "--in", "0", "--port", port]);
    await run.says(`Port ${port} is taken; trying ${Number(port) + 1}`);
    await run.says("Ctrl-C");
    await post(`${await endpointOf(run)}/schedule`, { timestamp: inAnHour(), message: 1 });
    const { code } = await interrupt(run);
    await other.close();
    expect(run.output()).not.toMatch(/POST \/schedule 200/);
    expect(run.output()).toContain("1 task was pending, and is gone with the local AWS");
    expect(code).toBe(0);
  });

  it("-- --data goes on after an unclean end, with the same source, its tasks and its events", async () => {
    const data = ["--data", join(folder, "data"), "--in", "0", ...ANY_PORT];
    const first = start(data);
    await first.says("Ctrl-C");
    const task = { timestamp: inAnHour(), message: "later", id: "kept" };
    const { body } = await post(`${await endpointOf(first)}/schedule`, task);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    first.child.kill("SIGKILL");
    await first.ended;

    const second = start([...data, "--time-travel"]);
    await second.says("Ctrl-C");
    const id = /Activating (\S+):/;
    expect(id.exec(second.output())?.[1]).toBe(id.exec(first.output())?.[1]);
    const advanced = await post(`${await pageOf(second)}/dev/advance`, { seconds: 3_600 });
    expect(advanced.status).toBe(200);
    await second.says(/Event of kept, \d+ ms late: "later"/);
    const late = Number(/Event of kept, (\d+) ms/.exec(second.output())?.[1]);
    expect(late).toBeLessThan(2_000);
    const again = await post(`${await endpointOf(second)}/cancel`, { executionArn: body.executionArn });
    expect(again.body.error.code).toBe("already_finished");
    await interrupt(second);
    expect(second.output()).toContain("Nothing is left");
  });

  it("-- --id finds on another AWS what an unclean end has left there", async () => {
    const aws = await startLocalAws({ rolePropagationMs: 0 });
    const env = { AWS_ENDPOINT_URL: aws.url, ...KEYS, AWS_REGION: "eu-west-1" };
    const first = start(["--in", "0", ...ANY_PORT], { env });
    const [, ...command] = /find what it has left with: npm start -- (--id) (\S+)/.exec(
      (await first.says(/what it has left with: .*/)).input,
    ) as RegExpExecArray;
    await first.says("Confirmed");
    first.child.kill("SIGKILL");
    await first.ended;
    const left = await listResources(aws.url, "eu-west-1");
    expect(left).toHaveLength(4);

    const second = start(["--once", "--in", "0", ...command, ...ANY_PORT], { env });
    await second.says("Emitted");
    expect((await listResources(aws.url, "eu-west-1")).slice(0, 3)).toEqual(left.slice(0, 3));
    expect(await second.ended).toBe(0);
    expect((await listResources(aws.url, "eu-west-1")).filter((arn) => OF_A_SOURCE.test(arn))).toEqual([]);
    await aws.close();
  });

  it("deletes on another AWS what an activation had made that was interrupted", async ({ expect }) => {
    const aws = await startLocalAws({ rolePropagationMs: 2_500 });
    const run = start(ANY_PORT, { env: { AWS_ENDPOINT_URL: aws.url, ...KEYS } });
    await run.says("Activating");
    await expect.poll(() => aws.calls.length).toBeGreaterThan(2);
    const { code } = await interrupt(run);
    expect(code).toBe(130);
    expect(run.output()).toMatch(/Waiting for the activation to end[\s\S]*Nothing is left in AWS/);
    expect((await listResources(aws.url, "us-east-1")).filter((arn) => OF_A_SOURCE.test(arn))).toEqual([]);
    await aws.close();
  });

  it.each(["SIGTERM", "SIGHUP"] as const)("ends when npm gets %s", async (signal) => {
    const run = start(["--in", "600", ...ANY_PORT], { throughNpm: true });
    const page = await pageOf(run);
    await run.says("Due in");
    run.child.kill(signal);
    // Only what ends the process itself closes its output.
    await run.ended;
    expect(await isUp(page)).toBe(false);
    expect(run.output()).toContain("1 task was pending");
  });

  it("-- --help names every option", async () => {
    const run = start(["--help"]);
    expect(await run.ended).toBe(0);
    for (const option of ["in", "message", "secret", "port", "public-url", "once", "quiet", "data", "id"]) {
      expect(run.output()).toContain(`--${option}`);
    }
  });

  it.each([
    [["--once", "--public-url", "https://example.com"], {}, "AWS_ACCESS_KEY_ID", 1],
    [["--once"], { AWS_ENDPOINT_URL: "localhost:4566" }, "for example: http://localhost:4566", 1],
    [["--once"], { AWS_ENDPOINT_URL: "http://127.0.0.1:9", ...KEYS }, "start the AWS there, or", 1],
    [["--time-travel"], { AWS_ENDPOINT_URL: "http://127.0.0.1:9", ...KEYS }, "leave it out, or", 1],
    [["--in", "-1"], {}, "for example: --in 30", 2],
  ])("says in one line what to do after %j with %j", async (args, env, advice, expected) => {
    const run = start(args, { env });
    expect(await run.ended).toBe(expected);
    expect(run.output().trim().split("\n")).toEqual([expect.stringContaining(advice)]);
  });
});
