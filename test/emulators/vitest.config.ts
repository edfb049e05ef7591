import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Apart from `npm test`, which needs no Python. All in real time, against emulators that others wrote. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/emulators/**/*.test.ts"],
    globalSetup: ["test/build-first.ts", "test/emulators/setup.ts"],
    // Most of the time goes into waiting.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The built file is loaded as Pipedream loads it: by Node, not by the bundler of the tests.
    server: { deps: { external: [/\/dist\//] } },
  },
});
