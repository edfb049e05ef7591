import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** `npm run test:browser` runs these. */
const IN_A_BROWSER = ["test/browser/**"];
/** `npm run test:emulators` runs these. */
const ON_EMULATORS = ["test/emulators/**"];
/** Their AWS clients are mocks, which no other test may meet: they run in processes of their own. */
const WITH_MOCKS = ["test/common/**/*.test.ts", "test/sources/component.test.ts"];

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    // Much of the time goes into waiting, for processes and for delays of the SDK.
    maxWorkers: 3,
    // Loading the SDK anew for each file takes as long as half of the tests do.
    isolate: false,
    // A busy machine takes several times as long as an idle one.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // The built files are loaded as Pipedream loads them: by Node, not by the bundler of the tests.
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      { extends: true, test: { name: "mocked", include: WITH_MOCKS } },
      {
        extends: true,
        test: {
          name: "real",
          globalSetup: "test/build-first.ts",
          include: ["test/**/*.test.ts"],
          exclude: [...WITH_MOCKS, ...IN_A_BROWSER, ...ON_EMULATORS],
        },
      },
    ],
    coverage: {
      // Measures our own code alone, where v8 measures the SDK too: a third of the time of all tests.
      provider: "istanbul",
      include: ["common/**/*.ts", "sources/**/*.ts"],
      exclude: ["test/**"],
      reporter: ["text-summary", ["text", { skipFull: true }]],
      // Whole lives run on the built file, which this does not see.
      thresholds: { lines: 84, branches: 77 },
    },
  },
});
