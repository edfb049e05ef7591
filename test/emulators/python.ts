import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * LocalStack 4.14 says that it takes 3.10 and newer, but imports `warnings.deprecated`, which came with 3.13, where it serves
 * SNS; and what it depends on cannot be installed on 3.14.
 */
const VERSION = "3.13";
/** Fails where Debian's package python3-venv is missing. */
const PROBE = "import ensurepip, sys, venv; print(sys.executable, '%d.%d' % sys.version_info[:2])";

/** No Python that these tests can use. The message says what is needed. */
export class NoPythonError extends Error {
  override readonly name = "NoPythonError";
}

/** The path of the first Python that fits. `PYTHON` names one to try first. Throws a `NoPythonError`. */
export function findPython(env: NodeJS.ProcessEnv = process.env): string {
  for (const candidate of candidates(env)) {
    const [path, version] = probe(candidate);
    if (path && version === VERSION) return path;
  }
  throw new NoPythonError(
    `no Python ${VERSION} with venv was found (Debian 13: apt-get install python3-venv; PYTHON names one elsewhere)`,
  );
}

function candidates({ PYTHON, PYENV_ROOT }: NodeJS.ProcessEnv): string[] {
  return [
    ...(PYTHON ? [PYTHON] : []),
    "python3",
    `python${VERSION}`,
    ...fromPyenv(PYENV_ROOT || join(homedir(), ".pyenv")),
  ];
}

/** pyenv keeps Pythons that are not on the path. */
function fromPyenv(root: string): string[] {
  try {
    const folders = readdirSync(join(root, "versions"));
    return folders
      .toSorted()
      .toReversed()
      .map((folder) => join(root, "versions", folder, "bin", "python3"));
  } catch {
    return [];
  }
}

function probe(candidate: string): string[] {
  try {
    const output = execFileSync(candidate, ["-c", PROBE], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return output.trim().split(" ");
  } catch {
    return [];
  }
}
