import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { parseOptions } from "../../../local/start/options.ts";
import { openStage } from "../../../local/start/page/stage.ts";
import { whatNext } from "../../../local/start/what-next.ts";
import { skipWithout } from "../../tools.ts";

const SECRET = `it's "abc"`;

it("gives lines that can be run twice", async (context) => {
  skipWithout(context, "sh", "curl");
  const stage = await openStage({ secret: SECRET });
  onTestFinished(async () => {
    await stage.close();
    delete process.env.AWS_ENDPOINT_URL;
  });
  const text = whatNext(stage.pipedream, stage.source, parseOptions(["--secret", SECRET]));
  const lines = text.split("\n").filter((line) => line.startsWith("    "));
  expect(lines).toHaveLength(4);
  for (const line of lines) {
    const command = line.replaceAll(
      "curl",
      `curl -sS${line.includes("/sse") ? " --max-time 1" : ""} -w '%{http_code}\\n'`,
    );
    for (let run = 1; run <= 2; run++) {
      const { stdout } = await promisify(execFile)("sh", ["-c", command]).catch(
        // What curl says when --max-time ends a stream.
        (error) => (error.code === 28 ? error : Promise.reject(error)),
      );
      expect(stdout).toMatch(/200\n$/);
      expect(stdout).not.toMatch(/"error"/);
    }
  }
  const calls = stage.source.requests.map(({ path, status }) => `${path} ${status}`);
  expect(calls.filter((call) => call === "/schedule 200")).toHaveLength(4);
  expect(calls.filter((call) => call === "/cancel 200")).toHaveLength(2);
});
