import fc from "fast-check";
import { expect, it } from "vitest";
import { faultsOf } from "../../local/campaign/account.ts";
import { loadCopies } from "../../local/campaign/copies.ts";
import { type Scenario, scenarios } from "../../local/campaign/scenario.ts";
import { simulate } from "../../local/campaign/simulate.ts";

/** The README names this one: a crash just between an event and its acknowledgement. */
const EXCUSED = "cancelled between its event and the acknowledgement";

async function brokenPromises(scenario: Scenario) {
  const { account } = await simulate(await loadCopies(scenario), scenario);
  return faultsOf(account).filter(([name, list]) => name !== EXCUSED && list.length > 0);
}

/** A failing run prints the seed, and the smallest scenario that fails; `npm run campaign` lives through longer ones. */
it("whatever goes wrong, no task is lost, emitted twice, early or after a cancel, and nothing is left over", async () => {
  const property = fc.asyncProperty(scenarios({ min: 1, max: 25 }, 5), async (scenario) => {
    expect(await brokenPromises(scenario)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 8, interruptAfterTimeLimit: 60_000 });
}, 120_000);
