import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { loadComponent } from "../lives/component.ts";
import { at, post, startWorld, type World } from "../lives/world.ts";

/** `npm test` runs all lives on the file for Pipedream; this one, in which everything happens once, on both. */
describe.each(["deployable", "standalone"] as const)("a whole life on the %s file", (subject) => {
  const secret = "abc123";
  const task = { timestamp: at(60_000), message: { name: "Luke", said: "é 😀 \"'\\" }, secret };
  let world: World;
  let source: LocalSource;
  beforeAll(async () => {
    world = await startWorld();
    source = await world.deploy({ secret }, await loadComponent(subject));
  });
  afterAll(() => world.close());

  const emittedIds = () => source.events.map(({ metadata }) => metadata.id);

  it("schedules, also if a request is repeated", async () => {
    const first = await post(source, "/schedule", { ...task, id: "fires" });
    const second = await post(source, "/schedule", { ...task, id: "fires" });
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    expect(first.body.timestamp).toBe(task.timestamp);
  });

  it("refuses what it cannot accept, with each fault by its name", async () => {
    const { status, body } = await post(source, "/schedule", {
      timestamp: "tomorrow",
      id: "",
      extra: 1,
      secret,
    });
    const paths = body.error.issues.map(({ path }: { path: string }) => path);
    expect([status, paths.toSorted()]).toEqual([400, ["extra", "id", "message", "timestamp"]]);
    expect((await post(source, "/schedule", { ...task, secret: "wrong" })).status).toBe(401);
  });

  it("cancels, once", async () => {
    await post(source, "/schedule", { ...task, id: "is-cancelled" });
    const cancel = () => post(source, "/cancel", { id: "is-cancelled", secret });
    expect([(await cancel()).status, (await cancel()).status]).toEqual([200, 409]);
  });

  it("emits when the task is due, not before, and only what was not cancelled", async () => {
    await world.advance(59_000);
    expect(emittedIds()).toEqual([]);
    await world.advance(2_000);
    expect(emittedIds()).toEqual(["fires"]);
    expect(source.events[0]?.e).toMatchObject({
      id: "fires",
      timestamp: task.timestamp,
      message: task.message,
    });
  });

  it("keeps what is pending through an update", async () => {
    await post(source, "/schedule", { ...task, timestamp: at(3_600_000), id: "outlives-update" });
    await source.update();
    await world.advance(3_600_000);
    expect(emittedIds()).toEqual(["fires", "outlives-update"]);
  });

  it("leaves nothing behind", async () => {
    await source.delete();
    await world.advance(60_000);
    expect(await world.resources()).toEqual([]);
  });
});
