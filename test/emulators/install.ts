import { type EmulatorName, ensureEnvironment } from "./environment.ts";
import { findPython } from "./python.ts";

const EMULATORS: EmulatorName[] = ["localstack", "ministack"];

/** Installs the emulators: a minute or two and 600 MB the first time. Rejects with a reason where they cannot be had. */
export async function install(): Promise<void> {
  const python = findPython();
  for (const emulator of EMULATORS) {
    const outcome = await ensureEnvironment(emulator, python);
    if (outcome === "made") console.log(`Installed ${emulator} for ${python}`);
  }
}
