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
  const [localstack, ministack] = await Promise.all([startLocalStack(), startMiniStack()]);
  provide("emulators", { localstack: localstack.url, ministack: ministack.url });
  return async () => {
    await Promise.all([localstack.stop(), ministack.stop()]);
  };
}
