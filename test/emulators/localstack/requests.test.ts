import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { knownFault } from "../known-faults.ts";
import { beginLife, eventually, get, inSeconds, type Life, lifeOf, reschedule, SECRET } from "../life.ts";
import { causeIsDropped } from "./faults.ts";

let life: Life;
beforeAll(async () => {
  life = await beginLife("localstack");
});
afterAll(() => life?.stage.close());

describe("/schedule", () => {
  it("takes a batch, and emits each of its messages once", async () => {
    const messages = ["a", null, { b: "é" }];
    const { status, body } = await life.schedule({ timestamp: inSeconds(1), messages });
    expect(status).toBe(200);
    await eventually(() => life.eventsOf(body.executionArn).length >= messages.length);
    const events = messages.map((message, index) => ({ message, index, count: messages.length }));
    expect(life.eventsOf(body.executionArn)).toMatchObject(events);
  });

  it("takes a delay, which counts from the first request of an id", async () => {
    const task = { delay: "PT2S", message: 1, id: "delayed" };
    const first = await life.schedule(task);
    expect(await life.schedule(task)).toEqual(first);
    expect(await life.emitted(first.body.executionArn)).toMatchObject([{ timestamp: first.body.timestamp }]);
  });

  it("takes a local time", async () => {
    const { status, body } = await life.schedule({
      timestamp: "2020-07-01T12:00:00",
      timeZone: "Europe/Berlin",
      message: 1,
    });
    expect([status, body.timestamp]).toEqual([200, "2020-07-01T10:00:00.000Z"]);
    expect(await life.emitted(body.executionArn)).toHaveLength(1);
  });
});

describe("/tasks", () => {
  it("shows what waits, and what was emitted and cancelled", async () => {
    const { body } = await life.schedule({ timestamp: inSeconds(600), message: "waits", id: "waits" });
    await life.waits(body.executionArn);
    const pending = await get(life.source, "/tasks?status=pending");
    expect(pending).toMatchObject({ status: 200, body: { tasks: [{ id: "waits", status: "pending" }] } });
    expect(await get(life.source, "/tasks/delayed")).toMatchObject({ body: { status: "emitted" } });
    await life.cancel({ id: "waits" });
    expect(await get(life.source, "/tasks/waits")).toMatchObject({ body: { status: "cancelled" } });
    expect((await get(life.source, "/tasks?status=pending")).body.tasks).toEqual([]);
  });
});

describe("/reschedule", () => {
  it("gives a task another time", async () => {
    // A source of its own, for what becomes of the task here is no use.
    const props = { secret: SECRET, pendingTasks: "cancel" };
    const other = lifeOf(await life.stage.deploy(props), life.stage);
    const { body } = await other.schedule({ timestamp: inSeconds(600), message: 1, id: "moved" });
    await other.waits(body.executionArn);
    const { status } = await reschedule(other.source, { id: "moved", timestamp: inSeconds(300) });
    await knownFault(causeIsDropped, () => expect(status).toBe(200));
    // Without its pointer, the stop looks like somebody else's.
    expect(status).toBe(409);
    await other.source.delete();
    expect(await other.resources()).toEqual([]);
  });
});

it("leaves nothing once the source is deleted", async () => {
  await life.idle();
  await life.source.delete();
  expect(await life.resources()).toEqual([]);
  expect(life.errors()).toEqual([]);
});
