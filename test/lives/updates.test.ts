import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { at, newCredentials, post, startWorld, type World } from "./world.ts";

const DAY = 86_400_000;

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

async function scheduled(source: LocalSource, ms: number, id?: string, secret = ""): Promise<string> {
  const task = { timestamp: at(ms), message: { due: ms }, ...(id && { id }) };
  const { status, body } = await post(source, "/schedule", task, { "x-pd-secret": secret });
  expect(status).toBe(200);
  return body.executionArn;
}

const emitted = (source: LocalSource) =>
  source.events.map(({ e }) => (e as { executionArn: string }).executionArn);
const isStack = (arn: string) => !/:execution:/.test(arn);

describe("a pending task", () => {
  it.each(["snapshot", "write-through"] as const)(
    "9: survives any number of updates, under the same ARN (db as %s)",
    async (dbMode) => {
      await world.close();
      world = await startWorld({}, { dbMode });
      const source = await world.deploy();
      const before = await world.resources();
      const executionArn = await scheduled(source, 60_000);
      for (let i = 0; i < 3; i++) await source.update();
      expect(await world.resources()).toEqual(before);
      const later = await scheduled(source, 61_000);
      await world.advance(120_000);
      expect(emitted(source)).toEqual([executionArn, later]);
    },
  );

  it("can be cancelled after an update, and is then not emitted", async () => {
    const source = await world.deploy();
    const executionArn = await scheduled(source, 60_000);
    await source.update();
    expect((await post(source, "/cancel", { executionArn })).status).toBe(200);
    await world.advance(DAY);
    expect(source.events).toEqual([]);
  });

  it("survives an update whose first call fails", async () => {
    const source = await world.deploy();
    const executionArn = await scheduled(source, 3_600_000);
    await source.deactivate();
    world.aws.intercept = ({ action }) =>
      action === "CreateTopic" ? { status: 400, code: "Throttling", message: "Rate exceeded" } : undefined;
    await expect(source.activate()).rejects.toThrow("Rate exceeded");
    world.aws.intercept = undefined;
    await source.activate();
    await world.advance(DAY);
    expect(emitted(source)).toEqual([executionArn]);
  });

  it("is emitted also when its id was that of a task before the last update", async () => {
    const source = await world.deploy();
    const first = await scheduled(source, 60_000, "order-1");
    await world.advance(120_000);
    await source.update();
    const second = await scheduled(source, 300_000, "order-1");
    await world.advance(600_000);
    expect(emitted(source)).toEqual([first, second]);
  });

  it("that is being accepted while the source is changed is kept, or its request is refused", async () => {
    const source = await world.deploy();
    let count = 0;
    let looks = 0;
    world.aws.intercept = ({ action }) => {
      if (action === "StartExecution") return { latencyMs: 5_100 };
      return action === "ListExecutions" && ++looks === 3 ? { latencyMs: 200 } : undefined;
    };
    const body = JSON.stringify({ timestamp: at(3_600_000), message: 1 });
    const answer = world.during(fetch(`${source.url}/schedule`, { method: "POST", body }));
    while (!world.aws.calls.some(({ action }) => action === "StartExecution") && ++count < 10_000) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await source.update();
    world.aws.intercept = undefined;
    const { status } = await answer;
    await world.advance(DAY);
    expect([
      [200, 1],
      [503, 0],
    ]).toContainEqual([status, source.events.length]);
  });

  it("14: is emitted under a secret that was set or changed after it was scheduled", async () => {
    const props = newCredentials();
    const source = await world.deploy(props);
    const first = await scheduled(source, 60_000);
    await source.update({ props: { ...props, secret: "new" } });
    const second = await scheduled(source, 61_000, undefined, "new");
    await source.update({ props: { ...props, secret: "newer" } });
    await world.advance(120_000);
    expect(emitted(source)).toEqual([first, second]);
  });

  it("364 days ahead fires at its second, through two updates and nine hours without Pipedream", async () => {
    const source = await world.deploy();
    const executionArn = await scheduled(source, 364 * DAY);
    await world.advance(100 * DAY);
    await source.update();
    await world.advance(200 * DAY);
    await source.update();
    await world.advance(64 * DAY - 1);
    expect(emitted(source)).toEqual([]);
    await world.advance(1);
    expect(emitted(source)).toEqual([executionArn]);
  });

  it("is cancelled by an update if the owner wants it so", async () => {
    const source = await world.deploy({ pendingTasks: "cancel" });
    await scheduled(source, 60_000);
    await source.update();
    const kept = await scheduled(source, 61_000);
    await world.advance(DAY);
    expect(emitted(source)).toEqual([kept]);
    expect(JSON.stringify(source.logs)).toContain("Cancelled 1 pending tasks");
  });
});

describe("25: a change of", () => {
  const accounts = { region: { region: "eu-west-1" } } as const;

  it("the region lets the old stack drain: its tasks are emitted, can be cancelled, and are found by their id", async () => {
    const props = newCredentials();
    const source = await world.deploy(props);
    const [fires, stops] = [await scheduled(source, 60_000, "fires"), await scheduled(source, DAY, "stops")];
    await source.update({ props: { ...props, ...accounts.region } });
    const moved = await scheduled(source, 60_000);
    expect(moved).toContain(":eu-west-1:");
    expect(await scheduled(source, 60_000, "fires")).toBe(fires);
    const other = await post(source, "/schedule", { timestamp: at(90_000), message: 1, id: "fires" });
    expect(other.body.error.code).toBe("id_in_use");
    expect((await post(source, "/cancel", { id: "stops" })).body.executionArn).toBe(stops);
    await world.advance(120_000);
    expect(emitted(source).toSorted()).toEqual([fires, moved].toSorted());

    await source.update();
    await world.advance(60_000);
    expect((await world.resources("us-east-1")).filter((arn) => arn.includes(":us-east-1:"))).toEqual([]);
    expect(await world.resources("us-east-1")).toHaveLength(1);
    expect(await world.resources("eu-west-1")).toHaveLength(4);
    await source.delete();
    await world.advance(60_000);
    expect(await world.resources("eu-west-1")).toEqual([]);
  });

  it("the region and back finds the old stack again", async () => {
    const props = newCredentials();
    const source = await world.deploy(props);
    const executionArn = await scheduled(source, DAY);
    await source.update({ props: { ...props, ...accounts.region } });
    await source.update({ props });
    const again = await scheduled(source, DAY);
    expect(again.split(":").slice(0, 7)).toEqual(executionArn.split(":").slice(0, 7));
    await world.advance(DAY);
    expect(emitted(source).toSorted()).toEqual([executionArn, again].toSorted());
    await source.delete();
    await world.advance(60_000);
    expect((await world.resources()).filter(isStack)).toEqual([]);
  });

  it("the keys of the account goes unnoticed, and no keys stay in the db", async () => {
    const source = await world.deploy();
    const executionArn = await scheduled(source, 60_000);
    await source.update({ props: newCredentials() });
    expect(JSON.stringify(source.db.get("state"))).not.toContain("AKIA");
    await world.advance(60_000);
    expect(emitted(source)).toEqual([executionArn]);
  });
});
