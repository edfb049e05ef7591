import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { BENCH, ROOT } from "./paths.ts";

/** Makes everything ready that is measured, and the processes that measure it. */
export async function prepare(say: (text: string) => void): Promise<void> {
  if (!existsSync(new URL("node_modules/@pipedream/aws", BENCH))) {
    say("Installing what it compares with");
    npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], BENCH);
  }
  say("Building");
  if (!process.env.BENCH_NO_BUILD) npm(["run", "build"], ROOT);
  await bundleProcesses();
}

function npm(args: readonly string[], folder: URL): void {
  execFileSync("npm", args, { cwd: fileURLToPath(folder), stdio: ["ignore", "ignore", "inherit"] });
}

/** To plain JavaScript, so that no loader runs in the processes that are measured. */
async function bundleProcesses(): Promise<void> {
  const folder = new URL("processes/", BENCH);
  await build({
    entryPoints: readdirSync(folder)
      .filter((name) => !name.endsWith(".d.ts"))
      .map((name) => fileURLToPath(new URL(name, folder))),
    outdir: fileURLToPath(new URL(".build/", BENCH)),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
  });
}
