import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { TestContext } from "vitest";

/** Skips a test where one of these programs is not there, and says why: in the report, and on the terminal. */
export function skipWithout({ skip, task }: Pick<TestContext, "skip" | "task">, ...programs: string[]): void {
  const missing = programs.filter((program) => !isThere(program));
  if (missing.length === 0) return;
  const why = `it needs ${missing.join(", ")}, not found on the PATH`;
  console.warn(`SKIPPED: ${task.fullTestName ?? task.name}: ${why}`);
  skip(why);
}

function isThere(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}
