import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    // Much of the time goes into waiting, for processes and for delays of the SDK.
    maxWorkers: 4,
    include: ["test/**/*.test.ts"],
    // A busy machine takes several times as long as an idle one.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // The built artifact is loaded as Pipedream loads it: by Node, not by the bundler of the tests.
    server: { deps: { external: [/\/dist\//] } },
    coverage: {
      provider: "v8",
      include: ["common/**", "sources/**"],
      reporter: ["text-summary", ["text", { skipFull: true }]],
      thresholds: { lines: 95, branches: 95 },
    },
  },
});
