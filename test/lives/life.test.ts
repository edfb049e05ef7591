import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { at, post, START, send, startWorld, type World } from "./world.ts";

const DAY = 86_400_000;
/** SNS leaves so much time between two deliveries, the confirmation being the first. */
const THROTTLE_MS = 100;

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const events = (source: LocalSource) => source.events.map(({ e }) => e);

describe("a task", () => {
  it("is emitted at its time, once, as it was scheduled", async () => {
    const source = await world.deploy();
    const task = { timestamp: at(60_000), message: { name: "Luke" }, id: "greet" };
    const { status, body } = await post(source, "/schedule", task);
    expect(status).toBe(200);
    expect(body).toEqual({
      executionArn: expect.stringMatching(/:execution:pipedream-.*:greet$/),
      timestamp: at(60_000),
      id: "greet",
    });

    await world.advance(59_999);
    expect(source.events).toEqual([]);
    await world.advance(1);
    expect(source.events).toMatchObject([
      {
        e: { ...task, executionArn: body.executionArn },
        ts: START + 60_000,
        sum: expect.stringContaining("greet"),
        metadata: { id: "greet" },
      },
    ]);
    await world.advance(DAY);
    expect(source.events).toHaveLength(1);
  });

  it.each([0, false, "", null, [], "text", { deep: [{ er: [] }] }])(
    "carries the message %j",
    async (message) => {
      const source = await world.deploy();
      const { body } = await post(source, "/schedule", { timestamp: at(1_000), message });
      await world.advance(1_000);
      expect(events(source)).toEqual([{ timestamp: at(1_000), message, executionArn: body.executionArn }]);
    },
  );

  it("with a fraction of a second is emitted at the next full one, never before", async () => {
    const source = await world.deploy();
    await post(source, "/schedule", { timestamp: at(10_001), message: 1 });
    await world.advance(10_999);
    expect(source.events).toEqual([]);
    await world.advance(1);
    expect(source.events).toHaveLength(1);
  });

  it("in the past is emitted at once", async () => {
    const source = await world.deploy();
    const { body } = await post(source, "/schedule", { timestamp: "1999-12-31T23:59:59+14:00", message: 1 });
    expect(body.timestamp).toBe("1999-12-31T09:59:59.000Z");
    await world.advance(THROTTLE_MS);
    expect(source.events).toHaveLength(1);
  });

  it("364 days ahead is emitted at its second", async () => {
    const source = await world.deploy();
    await post(source, "/schedule", { timestamp: at(364 * DAY), message: 1 });
    await world.advance(364 * DAY - 1);
    expect(source.events).toEqual([]);
    await world.advance(1);
    expect(source.events).toHaveLength(1);
  });

  it("that is scheduled again with its id stays one task", async () => {
    const source = await world.deploy();
    const task = { timestamp: at(60_000), message: { a: 1, b: 2 }, id: "one" };
    const first = await post(source, "/schedule", task);
    const again = await post(source, "/schedule", { ...task, timestamp: "2026-11-23T13:01:00+01:00" });
    expect(again.body).toEqual(first.body);
    const reordered = await post(source, "/schedule", { ...task, message: { b: 2, a: 1 } });
    expect(reordered.body).toEqual(first.body);
    await world.advance(60_000);
    expect(source.events).toHaveLength(1);
    expect((await post(source, "/schedule", task)).body.error.code).toBe("id_in_use");
  });

  it("of the same id but another content is refused", async () => {
    const source = await world.deploy();
    await post(source, "/schedule", { timestamp: at(60_000), message: 1, id: "one" });
    const other = await post(source, "/schedule", { timestamp: at(60_000), message: 2, id: "one" });
    expect(other).toMatchObject({ status: 409, body: { error: { code: "id_in_use" } } });
  });

  it("costs two state transitions, one publish and one delivery", async () => {
    const source = await world.deploy();
    await post(source, "/schedule", { timestamp: at(60_000), message: 1 });
    await world.advance(60_000);
    const { deliveries } = world.aws;
    expect(deliveries.map(({ type, status }) => [type, status])).toEqual([
      ["SubscriptionConfirmation", 200],
      ["Notification", 200],
    ]);
    expect(world.aws.records.transitions).toBe(2);
  });
});

describe("a cancelled task", () => {
  it.each(["id", "executionArn"] as const)("named by its %s is not emitted", async (key) => {
    const source = await world.deploy();
    const { body } = await post(source, "/schedule", { timestamp: at(60_000), message: 1, id: "stop-me" });
    const name = key === "id" ? "stop-me" : body.executionArn;
    const cancelled = await post(source, "/cancel", { [key]: name });
    expect(cancelled).toMatchObject({
      status: 200,
      body: { executionArn: body.executionArn, stopDate: at(0) },
    });
    await world.advance(DAY);
    expect(source.events).toEqual([]);
    expect((await post(source, "/cancel", { [key]: name })).body.error.code).toBe("already_finished");
  });

  it("is unknown to /cancel if it never was", async () => {
    const source = await world.deploy();
    expect(await post(source, "/cancel", { id: "never" })).toMatchObject({
      status: 404,
      body: { error: { code: "execution_not_found" } },
    });
  });
});

describe("the endpoint", () => {
  it("confirms its subscription so that only the owner can end it", async () => {
    const source = await world.deploy();
    expect(world.aws.calls.filter(({ action }) => action === "ConfirmSubscription")).toMatchObject([
      { input: { AuthenticateOnUnsubscribe: "true" }, accessKeyId: expect.any(String) },
    ]);
    expect(source.requests).toMatchObject([{ method: "POST", path: "/", status: 200, responded: 1 }]);
  });

  it("says what it is, without a secret", async () => {
    const source = await world.deploy({ secret: "abc123" });
    const { status, body } = await send(source, "/");
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(["name", "schedule", "cancel", "reschedule", "tasks"]);
  });

  it("is canned while the source is inactive, and works again after", async () => {
    const source = await world.deploy();
    await source.deactivate();
    await source.activate();
    await world.advance(0);
    const { status } = await post(source, "/schedule", { timestamp: at(1_000), message: 1 });
    expect(status).toBe(200);
    await world.advance(1_000);
    expect(source.events).toHaveLength(1);
  });
});

describe("deactivation", () => {
  it("leaves nothing when nothing is pending, and forgets what it deleted", async () => {
    const source = await world.deploy();
    await source.delete();
    await world.advance(60_000);
    expect(await world.resources()).toEqual([]);
    expect(source.db.get("state")).toMatchObject({ stacks: [] });
  });

  it("leaves nothing, also with tasks pending, if those are to be cancelled", async () => {
    const source = await world.deploy({ pendingTasks: "cancel" });
    await post(source, "/schedule", { timestamp: at(300 * DAY), message: 1 });
    await source.delete();
    await world.advance(60_000);
    expect(await world.resources()).toEqual([]);
    await world.advance(301 * DAY);
    expect(world.aws.deliveries.filter(({ type }) => type === "Notification")).toEqual([]);
  });
});
