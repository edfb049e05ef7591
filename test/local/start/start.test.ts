import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { listen } from "../../../local/pipedream/listener.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs what `npm start -- …` runs. `until` is what to see before it is interrupted. */
function start(
  args: string[],
  { until, env = {} }: { until?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ["--import", "tsx", "local/start/start.ts", ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
      if (until && output.includes(until)) child.kill("SIGINT");
    });
  }
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}

describe.concurrent("npm start", { timeout: 60_000 }, () => {
  it("-- --once shows a task being emitted, and ends with 0", async () => {
    const { code, output } = await start(["--once", "--in", "1", "--port", "0", "--message", '{"to":"you"}']);
    expect(output).toMatch(
      /Activated[\s\S]*Confirmed[\s\S]*Emitted \d+ ms after it was due[\s\S]*"to": "you"/,
    );
    expect(output).toContain("Nothing is left");
    expect(code).toBe(0);
  });

  it("stays up with lines to try, and cleans up when it is interrupted", async () => {
    const { code, output } = await start(["--in", "0", "--port", "0", "--secret", "it's"], {
      until: "Ctrl-C",
    });
    expect(output).toContain("x-pd-secret: it'\\''s");
    expect(output).toContain("/sse");
    expect(output).toContain("Nothing is left");
    expect(code).toBe(0);
  });

  it("moves on to the next port when one is taken, and says so", async () => {
    const other = await listen(0, (_, response) => void response.end());
    const { port } = new URL(other.url);
    const { code, output } = await start(["--once", "--in", "0", "--port", port]);
    await other.close();
    expect(output).toContain(`Port ${port} is taken; trying ${Number(port) + 1}`);
    expect(code).toBe(0);
  });

  it("-- --help names every option", async () => {
    const { code, output } = await start(["--help"]);
    for (const option of ["--in", "--message", "--secret", "--port", "--public-url", "--once"]) {
      expect(output).toContain(option);
    }
    expect(code).toBe(0);
  });

  it.each([
    [["--once", "--public-url", "https://example.com"], {}, "AWS_ACCESS_KEY_ID", 1],
    [["--once"], { AWS_ENDPOINT_URL: "localhost:4566" }, "for example: http://localhost:4566", 1],
    [["--in", "-1"], {}, "for example: --in 30", 2],
  ])("says in one line how to do it right after the mistake %j %j", async (args, env, advice, expected) => {
    const { code, output } = await start(args, { env });
    expect(output.trim().split("\n")).toEqual([expect.stringContaining(advice)]);
    expect(code).toBe(expected);
  });

  it("ends with another code when the AWS cannot be reached", async () => {
    const env = {
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    };
    const { code, output } = await start(["--once", "--port", "0"], { env });
    expect(output).toContain("Could not create the SNS topic");
    expect(code).toBe(1);
  });
});
