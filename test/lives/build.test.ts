import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../../local/build/bundle.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const artifact = join(root, "dist/new-scheduled-tasks.mjs");
const run = promisify(execFile);

/** What the artifact is to a bundle that can only call StartExecution: 1.55, 1.3 and 1.02 when this was written. */
const LARGEST_SIZE_RATIO = 1.7;
const MOST_WORK_RATIO = 1.7;
const LARGEST_MEMORY_RATIO = 1.15;
const ROUNDS = 7;
/** Processes are started here, while other tests keep the machine busy. */
const TIMEOUT_MS = 60_000;

describe("what `npm run build` makes", { timeout: TIMEOUT_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), "build-"));
  const bare = join(folder, "bare.mjs");
  beforeAll(async () => {
    const entry = join(folder, "bare.ts");
    const client = join(root, "node_modules/@aws-sdk/client-sfn");
    const names = "SFNClient, StartExecutionCommand";
    writeFileSync(
      entry,
      `import { ${names} } from ${JSON.stringify(client)};\nexport default { ${names} };\n`,
    );
    await bundle(entry, bare);
  }, TIMEOUT_MS);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is the same, byte by byte, each time", async () => {
    const again = join(folder, "again.mjs");
    await run(process.execPath, ["--import", "tsx", "local/build.ts", again], { cwd: root });
    expect(readFileSync(again).equals(readFileSync(artifact))).toBe(true);
  });

  it("is not much larger than the one SDK call that it is made for", () => {
    expect(statSync(artifact).size / statSync(bare).size).toBeLessThan(LARGEST_SIZE_RATIO);
  });

  it("is imported with about as little work and memory as the one SDK call that it is made for", async () => {
    const least = { artifact: NOTHING_YET, bare: NOTHING_YET };
    for (let round = 0; round < ROUNDS; round++) {
      least.artifact = smaller(least.artifact, await importCost(artifact));
      least.bare = smaller(least.bare, await importCost(bare));
    }
    expect(least.artifact.cpuMs / least.bare.cpuMs).toBeLessThan(MOST_WORK_RATIO);
    expect(least.artifact.peakKb / least.bare.peakKb).toBeLessThan(LARGEST_MEMORY_RATIO);
  });

  it("names the packages that are in it, with their licences", () => {
    const notice = readFileSync(artifact, "utf8").split("This file holds parts of these packages:")[1] ?? "";
    for (const name of ["@aws-sdk/client-sfn", "@smithy/core", "ajv"]) {
      expect(notice).toMatch(new RegExp(`^${name}@\\d`, "m"));
    }
    expect(notice).toContain("Apache License");
    expect(notice).not.toContain("@pipedream/");
  });
});

interface Cost {
  readonly cpuMs: number;
  readonly peakKb: number;
}

const NOTHING_YET: Cost = { cpuMs: Number.POSITIVE_INFINITY, peakKb: Number.POSITIVE_INFINITY };

/** Whatever else the machine does makes it more, so the least is nearest to the truth. */
function smaller(one: Cost, other: Cost): Cost {
  return { cpuMs: Math.min(one.cpuMs, other.cpuMs), peakKb: Math.min(one.peakKb, other.peakKb) };
}

/** In a fresh process, without what starting it takes. Time of the processor, since the clock runs for other tests too. */
async function importCost(path: string): Promise<Cost> {
  const script = `
    const started = process.cpuUsage();
    await import(${JSON.stringify(pathToFileURL(path).href)});
    const { user, system } = process.cpuUsage(started);
    console.log(JSON.stringify({ cpuMs: (user + system) / 1e3, peakKb: process.resourceUsage().maxRSS }));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script]);
  return JSON.parse(stdout);
}
