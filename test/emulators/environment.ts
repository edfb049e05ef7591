import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

export type EmulatorName = "localstack" | "ministack";

/** Everything that these tests install or write. Git ignores it. */
export const FOLDER = fileURLToPath(new URL("../../.emulators/", import.meta.url));
const INSTALL_TIMEOUT_MS = 5 * 60_000;

/** The Python of an emulator's virtual environment. */
export function pythonOf(emulator: EmulatorName): string {
  return join(FOLDER, emulator, "bin", "python");
}

/**
 * Makes the virtual environment of an emulator, or keeps the one there is if it has the same Python and the same
 * packages. Rejects with what pip says last.
 */
export async function ensureEnvironment(emulator: EmulatorName, python: string): Promise<"made" | "kept"> {
  const requirements = fileURLToPath(new URL(`${emulator}/requirements.txt`, import.meta.url));
  const wanted = `${python}\n${readFileSync(requirements, "utf8")}`;
  const folder = join(FOLDER, emulator);
  const record = join(folder, "installed.txt");
  if (read(record) === wanted) return "kept";
  rmSync(folder, { recursive: true, force: true });
  const options = { timeout: INSTALL_TIMEOUT_MS, maxBuffer: 2 ** 26 };
  await run(python, ["-m", "venv", folder], options);
  const install = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"];
  await run(pythonOf(emulator), [...install, "--requirement", requirements], options).catch((error) => {
    throw new Error(`pip cannot install ${emulator}: ${lastLine(error.stderr) || error.message}`, {
      cause: error,
    });
  });
  // Written last, so that an installation that was interrupted is begun again.
  writeFileSync(record, wanted);
  return "made";
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function lastLine(text = ""): string | undefined {
  return text.trim().split("\n").at(-1);
}
