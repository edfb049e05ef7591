import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { deployable } from "./deployable.ts";
import { pin } from "./pinned-imports.ts";
import { standalone } from "./standalone.ts";

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url));

export const FILES = {
  /** For Pipedream. */
  deployable: path("dist/new-scheduled-tasks.mjs"),
  /** For hosts that run a plain file. */
  standalone: path("dist/standalone.mjs"),
  /** The one for Pipedream again, committed: its raw URL deploys without a build. */
  committed: path("deploy/new-scheduled-tasks.mjs"),
};

/** Builds both files into `dist/`, where Node can run either. */
export async function buildDist(): Promise<void> {
  const [forPipedream, plain] = await Promise.all([deployable(), standalone()]);
  mkdirSync(path("dist"), { recursive: true });
  writeFileSync(FILES.deployable, forPipedream);
  writeFileSync(FILES.standalone, plain);
  linkPackages();
}

/**
 * Lets Node find a package by the name that it has in the file for Pipedream, `@aws-sdk/client-sfn@3.1164.0`: that is
 * also a name for a folder. So the file runs here as it is, without a loader that changes what it imports.
 */
function linkPackages(): void {
  rmSync(path("dist/node_modules"), { recursive: true, force: true });
  const { dependencies } = JSON.parse(readFileSync(path("package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    const link = path(`dist/node_modules/${pin(name)}`);
    mkdirSync(dirname(link), { recursive: true });
    // On Windows a junction, for which no privilege is needed.
    symlinkSync(path(`node_modules/${name}`), link, "junction");
  }
}
