import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, inject, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));

it("npm start -- --once runs on LocalStack as the README says", async () => {
  const child = spawn("npm", ["start", "--", "--once"], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      AWS_ENDPOINT_URL: inject("emulators").localstack,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "us-east-1",
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  expect(output).toMatch(
    /Activated[\s\S]*Confirmed[\s\S]*Emitted \d+ ms after it was due[\s\S]*"name": "Luke"/,
  );
  expect(output).toContain("Nothing is left");
  expect(code).toBe(0);
});
