import fc from "fast-check";
import { expect, it } from "vitest";
import { scenarios } from "../../local/campaign/arbitraries.ts";
import { simulate } from "../../local/campaign/simulate.ts";
import { loadAfresh } from "../../local/pipedream/load-afresh.ts";

const artifact = new URL("../../dist/new-scheduled-tasks.mjs", import.meta.url);

/** A failing run prints the seed, and the smallest scenario that fails; `npm run campaign` lives through longer ones. */
it.each(["fresh", 2] as const)(
  "whatever goes wrong, no promise is broken (workers: %s)",
  async (workers) => {
    const load = await loadAfresh(artifact);
    const property = fc.asyncProperty(
      scenarios({ tasks: { min: 1, max: 20 }, days: 5, workers }),
      async (scenario) => {
        const { account } = await simulate(load, scenario);
        const broken = Object.entries(account.broken).filter(([, list]) => list.length > 0);
        expect(broken).toEqual([]);
      },
    );
    await fc.assert(property, { numRuns: 4, interruptAfterTimeLimit: 60_000 });
  },
  120_000,
);
