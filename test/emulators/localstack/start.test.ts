import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, inject, it } from "vitest";
import { blocksIn } from "../../documents.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const COMMAND =
  blocksIn("CONTRIBUTING.md", "console").find((code) => code.startsWith("AWS_ENDPOINT_URL=")) ?? "";

it("npm start -- --once runs on LocalStack as CONTRIBUTING.md says", async () => {
  expect(COMMAND).toMatch(/^AWS_ENDPOINT_URL=http:\/\/localhost:4566 .* npm start -- --once$/);
  const command = COMMAND.replace("http://localhost:4566", inject("emulators").localstack);
  const { PATH, HOME } = process.env;
  const child = spawn("sh", ["-c", command], { cwd: root, env: { PATH, HOME } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, "close");
  expect(output).toMatch(
    /Activated[\s\S]*Confirmed[\s\S]*Emitted \d+ ms after it was due[\s\S]*"name": "Luke"/,
  );
  expect(output).toContain("Nothing is left");
  expect(code).toBe(0);
});
