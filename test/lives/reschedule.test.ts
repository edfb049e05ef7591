import { afterEach, describe, expect, it } from "vitest";
import type { ApiCall, Fault } from "../../local/aws/call.ts";
import { killAt } from "../../local/pipedream/kill.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { startWorkers, type WorkersWorld } from "./workers.ts";
import { at, post } from "./world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let world: WorkersWorld;
afterEach(() => world.close());

const schedule = (source: LocalSource, ms: number, id = "appt") =>
  post(source, "/schedule", { timestamp: at(ms), message: "hello", id });
const move = (source: LocalSource, ms: number, id = "appt") =>
  post(source, "/reschedule", { id, timestamp: at(ms) });
const events = (source: LocalSource) =>
  source.events.map(({ e }) => {
    const { timestamp, executionArn } = e as { timestamp: string; executionArn: string };
    return [timestamp, executionArn.split(":").at(-1)];
  });

function failing(action: string, fault: Fault, times = Number.POSITIVE_INFINITY): void {
  let left = times;
  world.aws.intercept = (call: ApiCall) => (call.action === action && left-- > 0 ? fault : undefined);
}

describe("a rescheduled task", () => {
  it("is emitted at its new time only, once", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    const { body: first } = await schedule(source, HOUR);
    const { status, body } = await move(source, 2 * HOUR);
    expect([status, body]).toEqual([
      200,
      {
        executionArn: `${first.executionArn}.2`,
        timestamp: at(2 * HOUR),
        id: "appt",
        replaced: first.executionArn,
      },
    ]);
    await world.advance(DAY);
    expect(events(source)).toEqual([[at(2 * HOUR), "appt.2"]]);
    expect(source.events[0]?.e).toMatchObject({ id: "appt", message: "hello" });
  });

  it("may come earlier, to a time in the past, and be moved again and again, by id or by any of its ARNs", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    const { body: first } = await schedule(source, 10 * HOUR);
    for (const hours of [8, 6, 12, 4]) expect((await move(source, hours * HOUR)).status).toBe(200);
    const { executionArn } = first;
    const { body } = await post(source, "/reschedule", { executionArn, timestamp: "2020-01-01T00:00:00Z" });
    expect(body.executionArn).toMatch(/:appt\.6$/);
    await world.advance(DAY);
    expect(events(source)).toEqual([["2020-01-01T00:00:00.000Z", "appt.6"]]);
  });

  it("that is due at that time already stays as it is", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    const { body: first } = await schedule(source, HOUR);
    expect((await move(source, HOUR)).body).toEqual({ ...first });
    const { body: second } = await move(source, 2 * HOUR);
    expect((await move(source, 2 * HOUR)).body).toEqual(second);
    await world.advance(DAY);
    expect(source.events).toHaveLength(1);
  });

  it("is cancelled by its id, by its first ARN and by its last one", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    for (const [index, by] of (["id", "first", "last"] as const).entries()) {
      const id = `task-${index}`;
      const { body: first } = await schedule(source, HOUR, id);
      const { body: last } = await move(source, 2 * HOUR, id);
      const names = {
        id: { id },
        first: { executionArn: first.executionArn },
        last: { executionArn: last.executionArn },
      };
      const { status, body } = await post(source, "/cancel", names[by]);
      expect([status, body.executionArn]).toEqual([200, last.executionArn]);
    }
    await world.advance(DAY);
    expect(source.events).toEqual([]);
  });

  it.each(["emitted", "cancelled"])("cannot be one that was %s", async (ending) => {
    world = await startWorkers();
    const source = await world.deploy();
    await schedule(source, MINUTE);
    if (ending === "cancelled") await post(source, "/cancel", { id: "appt" });
    await world.advance(2 * MINUTE);
    const { status, body } = await move(source, HOUR);
    expect([status, body.error.code]).toEqual([409, "already_finished"]);
    await world.advance(DAY);
    expect(source.events).toHaveLength(ending === "emitted" ? 1 : 0);
  });

  it("keeps its new time for more than the 90 days after which AWS forgets the old one", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    await schedule(source, HOUR);
    await move(source, 200 * DAY);
    await world.advance(150 * DAY);
    expect((await move(source, 210 * DAY)).status).toBe(200);
    await world.advance(61 * DAY);
    expect(events(source)).toEqual([[at(210 * DAY), "appt.3"]]);
  });

  it("is not known, or not of a right time: 404, 400", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    expect((await move(source, HOUR, "never")).status).toBe(404);
    expect((await post(source, "/reschedule", { id: "appt" })).status).toBe(400);
    expect((await move(source, 400 * DAY)).status).toBe(400);
  });

  it("outlives an update, and a change of the region", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    await schedule(source, HOUR);
    await move(source, 3 * HOUR);
    await source.update();
    expect((await move(source, 4 * HOUR)).status).toBe(200);
    await world.advance(DAY);
    expect(events(source)).toEqual([[at(4 * HOUR), "appt.3"]]);
  });
});

describe("a request to /reschedule that dies", () => {
  it.each([
    { call: "StartExecution", when: "after" },
    { call: "StartExecution", when: "answered" },
    { call: "StopExecution", when: "before" },
    { call: "StopExecution", when: "after" },
  ] as const)("at %o leaves a task that is emitted once, if nobody asks again", async (point) => {
    world = await startWorkers();
    const source = await world.deploy();
    await schedule(source, 2 * HOUR);
    const kill = killAt(world.aws, source, point);
    await move(source, HOUR).catch(() => {});
    expect(kill.victim).toBeDefined();
    await world.advance(DAY);
    expect(source.events).toHaveLength(1);
  });

  it.each([
    { call: "StartExecution", when: "after" },
    { call: "StopExecution", when: "before" },
    { call: "StopExecution", when: "after" },
  ] as const)("at %o is completed by the same request, and by one for another time", async (point) => {
    world = await startWorkers();
    const source = await world.deploy();
    for (const [id, again] of [
      ["same", 4 * HOUR],
      ["other", 5 * HOUR],
    ] as const) {
      await schedule(source, 2 * HOUR, id);
      killAt(world.aws, source, point);
      await move(source, 4 * HOUR, id).catch(() => {});
      const { status, body } = await move(source, again, id);
      expect([status, body.timestamp]).toEqual([200, at(again)]);
    }
    await world.advance(DAY);
    expect(events(source).map(([timestamp]) => timestamp)).toEqual([at(4 * HOUR), at(5 * HOUR)]);
  });

  it("before the old time is stopped can be cancelled, by id and by its new ARN", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    for (const id of ["by-id", "by-arn"]) {
      const { body } = await schedule(source, 2 * HOUR, id);
      killAt(world.aws, source, { call: "StopExecution", when: "before" });
      await move(source, 4 * HOUR, id).catch(() => {});
      const name = id === "by-id" ? { id } : { executionArn: `${body.executionArn}.2` };
      expect((await post(source, "/cancel", name)).status).toBe(200);
    }
    await world.advance(DAY);
    expect(source.events).toEqual([]);
  });
});

describe("at the same moment as", () => {
  it.each([0, 200, 700])(
    "its firing, plus %i ms, a task is emitted once, and never at its old time after a 200",
    async (ms) => {
      world = await startWorkers({ describeLagMs: 300 });
      const source = await world.deploy();
      failing("SendTaskSuccess", { latencyMs: 500 });
      await schedule(source, MINUTE);
      await world.advance(MINUTE + ms);
      const { status } = await move(source, HOUR);
      expect([200, 409, 503]).toContain(status);
      world.aws.intercept = undefined;
      await world.advance(DAY);
      expect(source.events).toHaveLength(1);
      if (status === 200) expect(events(source)[0]?.[0]).toBe(at(HOUR));
    },
  );

  it("others to other times, a task is emitted once, at the time of the last that was answered 200", async () => {
    world = await startWorkers({ describeLagMs: 200 });
    const source = await world.deploy();
    await schedule(source, 10 * HOUR);
    const hours = [1, 2, 3, 4, 5];
    const answers = await Promise.all(hours.map((hour) => move(source, hour * HOUR)));
    const given = answers.filter(({ status }) => status === 200).map(({ body }) => body);
    expect(given.length).toBeGreaterThan(0);
    await world.advance(DAY);
    expect(source.events).toHaveLength(1);
    const last = given.toSorted((a, b) => a.executionArn.localeCompare(b.executionArn)).at(-1);
    expect(events(source)[0]?.[0]).toBe(last.timestamp);
  });

  it("its cancellation, a task is emitted at the new time or cancelled, as the answers say", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    await schedule(source, 10 * HOUR);
    const [moved, cancelled] = await Promise.all([
      move(source, 2 * HOUR),
      post(source, "/cancel", { id: "appt" }),
    ]);
    await world.advance(DAY);
    expect([200, 409]).toContain(moved.status);
    expect(source.events).toHaveLength(cancelled.status === 200 ? 0 : 1);
  });
});
