import { afterEach, describe, expect, it } from "vitest";
import { ANY_CALL, killAt } from "../../local/pipedream/kill.ts";
import { loadAfresh } from "../../local/pipedream/load-afresh.ts";
import { type LocalSource, ObservationError } from "../../local/pipedream/source.ts";
import { newCredentials, startWorld, type World } from "./world.ts";

/** One more call than the hook makes, so that no call of it is left out. */
const CALLS = { activate: 13, deactivate: 9 };
/** Machines in deletion are gone by then, and ghosts of subscriptions are no longer handed out. */
const SETTLED_MS = 120_000;
const WHOLE = ["iam", "sns", "sns", "states"];
const REFUSED = { status: 403, code: "AuthorizationError", message: "not now" };

/** What Pipedream, or the owner, does next with a source whose hook has died. */
const REPAIRS = {
  "activated again": (source: LocalSource) => source.activate(),
  "deactivated, then activated": (source: LocalSource) => source.update(),
  deleted: () => Promise.resolve(),
} as const;

type Hook = keyof typeof CALLS;

interface Life {
  readonly call: number;
  readonly repair: keyof typeof REPAIRS;
  readonly source: LocalSource;
}

const built = loadAfresh(new URL("../../dist/new-scheduled-tasks.mjs", import.meta.url));

let world: World;
afterEach(() => world.close());

const inTime = <T>(work: readonly Promise<T>[]) => world.during(Promise.all(work));

/** Changes sources while AWS refuses everything. */
async function inVain<T>(change: () => Promise<T>): Promise<T> {
  world.aws.intercept = () => REFUSED;
  const changed = await change();
  world.aws.intercept = undefined;
  return changed;
}

/** A source each for all that can happen: inactive ones, and for a deactivation with all that they need in AWS. */
async function given(hook: Hook): Promise<Life[]> {
  const load = await built;
  const deploy = () =>
    world.pipedream
      .deploy({ load, props: newCredentials() })
      .catch((error: ObservationError) => error.source);
  const plans = Array.from({ length: CALLS[hook] }, (_, i) => i + 1).flatMap((call) =>
    (Object.keys(REPAIRS) as Life["repair"][]).map((repair) => ({ call, repair })),
  );
  const deployAll = () => inTime(plans.map(async (plan) => ({ ...plan, source: await deploy() })));
  if (hook === "activate") return inVain(deployAll);
  const lives = await deployAll();
  await world.advance(SETTLED_MS);
  // Pipedream activates only what is inactive.
  const inactive = lives.filter(({ repair }) => repair === "activated again");
  await inVain(() => inTime(inactive.map(({ source }) => source.update().catch(() => {}))));
  return lives;
}

/** Kills the hook of each source at its call. Returns those that it has struck. */
async function interrupt(hook: Hook, when: "before" | "after", lives: readonly Life[]): Promise<Life[]> {
  const struck = await inTime(
    lives.map(async (life) => {
      const { source, call: nth } = life;
      const kill = killAt(world.aws, source, { call: ANY_CALL, nth, when });
      const error = await source[hook]().catch((thrown: unknown) => thrown);
      kill.cancel();
      expect(error instanceof ObservationError).toBe(kill.victim !== undefined);
      return kill.victim === undefined ? [] : [life];
    }),
  );
  return struck.flat();
}

async function schedule(source: LocalSource): Promise<number> {
  const body = JSON.stringify({ timestamp: new Date().toISOString(), message: 1 });
  const { status } = await fetch(`${source.url}/schedule`, { method: "POST", body });
  return status;
}

/** The services of what each source has in AWS. */
async function servicesOf(lives: readonly Life[]): Promise<Map<Life, string[]>> {
  const resources = await world.during(world.resources());
  const of = ({ source }: Life) => resources.filter((arn) => arn.includes(source.id));
  return new Map(
    lives.map((life) => [
      life,
      of(life)
        .map((arn) => arn.split(":")[2] ?? "")
        .toSorted(),
    ]),
  );
}

const describeLife = ({ call, repair }: Life) => `call ${call}, then ${repair}`;

/** The lives of which that is not true. */
const exceptions = (lives: readonly Life[], isTrue: (life: Life) => boolean) =>
  lives.filter((life) => !isTrue(life)).map(describeLife);

// What the ghosts are like is for each of the databases another.
describe.each([
  ["before", "snapshot", "readable"],
  ["after", "snapshot", "gone"],
  ["before", "write-through", "gone"],
  ["after", "write-through", "readable"],
] as const)("killed %s a call, with a db that is %s and ghosts that are %s", (when, dbMode, ghosts) => {
  it.each(["activate", "deactivate"] as const)(
    "a source whose %s has died at any call is whole when it is active again, and leaves nothing",
    async (hook) => {
      const options = { dbMode, workers: "fresh", responses: "at-end" } as const;
      world = await startWorld({ ghostSubscriptions: ghosts }, options);
      const lives = await interrupt(hook, when, await given(hook));
      expect(new Set(lives.map(({ call }) => call)).size).toBe(CALLS[hook] - 1);

      await inTime(lives.map(({ repair, source }) => REPAIRS[repair](source)));
      const repaired = lives.filter(({ repair }) => repair !== "deleted");
      expect(exceptions(repaired, ({ source }) => source.active)).toEqual([]);
      expect(new Set(await inTime(repaired.map(({ source }) => schedule(source))))).toEqual(new Set([200]));
      await world.advance(SETTLED_MS);
      expect(exceptions(repaired, ({ source }) => source.events.length === 1)).toEqual([]);
      const whole = await servicesOf(repaired);
      expect(exceptions(repaired, (life) => String(whole.get(life)) === String(WHOLE))).toEqual([]);

      await inTime(lives.map(({ source }) => source.delete()));
      await world.advance(SETTLED_MS);
      const left = await servicesOf(lives);
      expect(exceptions(lives, (life) => left.get(life)?.length === 0)).toEqual([]);
    },
    120_000,
  );
});
