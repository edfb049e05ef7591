import fc from "fast-check";
import { expect, it } from "vitest";
import { scenarios } from "../../local/campaign/arbitraries.ts";
import { simulate } from "../../local/campaign/simulate.ts";
import { loadAfresh } from "../../local/pipedream/load-afresh.ts";

const artifact = new URL("../../dist/new-scheduled-tasks.mjs", import.meta.url);
/** Then a scenario that fails is not made smaller any more. A run that has begun comes to its end: it has the clock. */
const PATIENCE_MS = 60_000;

/** A failing run prints the seed, and the smallest scenario that fails; `npm run campaign` lives through longer ones. */
it.each(["fresh", 2] as const)(
  "whatever goes wrong, no promise is broken (workers: %s)",
  async (workers) => {
    const load = await loadAfresh(artifact);
    const deadline = performance.now() + PATIENCE_MS;
    const size = { tasks: { min: 1, max: 20 }, days: 5, workers };
    const property = fc.asyncProperty(scenarios(size), async (scenario) => {
      if (performance.now() > deadline) return;
      const { account } = await simulate(load, scenario);
      const broken = Object.entries(account.broken);
      expect(broken.flatMap(([promise, list]) => list.map((text) => `${promise}: ${text}`))).toEqual([]);
    });
    await fc.assert(property, { numRuns: 4 });
  },
  2 * PATIENCE_MS,
);
