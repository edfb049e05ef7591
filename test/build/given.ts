import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A folder of its own for a test. */
export function givenFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "build-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** An entry of another component, within reach of the packages. */
export function givenEntry(code: string): string {
  const entry = join(givenFolder(), "entry.ts");
  writeFileSync(entry, code);
  return entry;
}

/** Runs a module's text in a fresh process, and returns what it prints. */
export function runInNode(code: string, env: NodeJS.ProcessEnv = {}) {
  const { NODE_OPTIONS: _, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: __, ...rest } = process.env;
  return promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: ROOT,
    env: { ...rest, ...env },
  });
}
