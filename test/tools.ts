import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Why a test that needs these programs is skipped here; undefined where they are all there. */
export function whyWithout(...programs: string[]): string | undefined {
  const missing = programs.filter((program) => !isThere(program));
  return missing.length > 0 ? `needs ${missing.join(" and ")}, not found on the PATH` : undefined;
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
