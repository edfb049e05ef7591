import type { TestProject } from "vitest/node";
import type { EmulatorName } from "./environment.ts";
import { install } from "./install.ts";
import { startLocalStack } from "./localstack/localstack.ts";
import { startMiniStack } from "./ministack/ministack.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of each emulator. */
    emulators: Readonly<Record<EmulatorName, string>>;
  }
}

/** Before all tests: starts the emulators. Ends the run with one line where they cannot be had. */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  try {
    await install();
  } catch (error) {
    console.error(`The emulators cannot be installed: ${(error as Error).message}`);
    process.exit(1);
  }
  const started = await Promise.allSettled([startLocalStack(), startMiniStack()]);
  const running = started.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  const stop = async () => {
    await Promise.all(running.map((emulator) => emulator.stop()));
  };
  const failed = started.find((result) => result.status === "rejected");
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const urls = Object.fromEntries(running.map(({ name, url }) => [name, url]));
  provide("emulators", urls as Record<EmulatorName, string>);
  return stop;
}
