import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Apart from `npm test`, which needs no browser. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/browser/**/*.test.ts"],
    globalSetup: "test/browser/require-chromium.ts",
    // Each file has one stage, and the stage its environment variables.
    maxWorkers: 1,
    expect: { poll: { timeout: 5_000 } },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
