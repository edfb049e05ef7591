import { readFileSync, statSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { FILES } from "../../build/dist.ts";
import { standalone } from "../../build/standalone.ts";
import { givenEntry, givenFolder, ROOT, runInNode } from "./given.ts";

const file = readFileSync(FILES.standalone, "utf8");

/** To a file that can only call StartExecution: 1.51, 1.3 and 1.02 when this was written. */
const LARGEST_SIZE_RATIO = 1.7;
const MOST_WORK_RATIO = 1.7;
const LARGEST_MEMORY_RATIO = 1.15;
const ROUNDS = 7;

describe("the standalone file", () => {
  it("imports nothing but modules of Node", async () => {
    const options = { bundle: true, platform: "node", format: "esm", metafile: true, write: false } as const;
    const { metafile } = await build({ ...options, stdin: { contents: file } });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    expect(imports.length).toBeGreaterThan(4);
    expect(imports.filter(({ path }) => !isBuiltin(path))).toEqual([]);
  });

  it("says in its first line what it is", () => {
    expect(file.split("\n")[0]).toMatch(
      /^\/\/ AWS Task Scheduler \d+\.\d+\.\d+: the source aws-new-scheduled-tasks with all that it needs, /,
    );
  });

  it("names the packages that are in it, with their licences", () => {
    const notice = file.split("This file holds parts of these packages:")[1] ?? "";
    for (const name of ["@aws-sdk/client-sfn", "@smithy/core"]) {
      expect(notice).toMatch(new RegExp(`^${name}@\\d`, "m"));
    }
    expect(notice).toContain("Apache License");
    expect(notice).not.toMatch(/^(ajv|@pipedream\/)/m);
  });

  it("looks for keys nowhere else than in the source's account", () => {
    for (const place of ["AWS_SECRET_ACCESS_KEY", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "role_arn"]) {
      expect(file.includes(place), place).toBe(false);
    }
  });

  it("is not much larger, and takes little more work and memory to import, than the one SDK call", {
    // Processes are started here, while other tests keep the machine busy.
    timeout: 60_000,
  }, async () => {
    const names = "SFNClient, StartExecutionCommand";
    const client = JSON.stringify(join(ROOT, "node_modules/@aws-sdk/client-sfn"));
    const entry = givenEntry(`import { ${names} } from ${client};\nexport default { ${names} };\n`);
    const bare = join(givenFolder(), "bare.mjs");
    writeFileSync(bare, await standalone(entry));
    const least = { file: NOTHING_YET, bare: NOTHING_YET };
    for (let round = 0; round < ROUNDS; round++) {
      least.file = smaller(least.file, await importCost(FILES.standalone));
      least.bare = smaller(least.bare, await importCost(bare));
    }
    expect(statSync(FILES.standalone).size / statSync(bare).size).toBeLessThan(LARGEST_SIZE_RATIO);
    expect(least.file.cpuMs / least.bare.cpuMs).toBeLessThan(MOST_WORK_RATIO);
    expect(least.file.peakKb / least.bare.peakKb).toBeLessThan(LARGEST_MEMORY_RATIO);
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
  const { stdout } = await runInNode(`
    const started = process.cpuUsage();
    await import(${JSON.stringify(pathToFileURL(path).href)});
    const { user, system } = process.cpuUsage(started);
    console.log(JSON.stringify({ cpuMs: (user + system) / 1e3, peakKb: process.resourceUsage().maxRSS }));`);
  return JSON.parse(stdout);
}
