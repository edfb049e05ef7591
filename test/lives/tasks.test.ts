import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { startWorkers, type WorkersWorld } from "./workers.ts";
import { at, newCredentials, post, send } from "./world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const HEADERS = { "x-pd-secret": "s3cret" };

let world: WorkersWorld;
let source: LocalSource;
beforeEach(async () => {
  world = await startWorkers();
  source = await world.deploy({ ...newCredentials(), secret: "s3cret" });
});
afterEach(() => world.close());

const request = (path: string, body: object) => post(source, path, body, HEADERS);
const get = (path: string, init: RequestInit = {}) => send(source, path, { headers: HEADERS, ...init });
const schedule = (ms: number, id: string, content: object = { message: id }) =>
  request("/schedule", { timestamp: at(ms), id, ...content });
const idsOf = ({ body }: { body: { tasks: { id: string }[] } }) => body.tasks.map(({ id }) => id);

describe("GET /tasks", () => {
  it("lists what is pending, the last scheduled first, and what else it is asked for", async () => {
    await schedule(MINUTE, "emitted");
    await schedule(HOUR, "cancelled");
    await schedule(HOUR, "moved");
    await schedule(HOUR, "pending", { messages: [1, 2] });
    await request("/cancel", { id: "cancelled" });
    await world.advance(2 * MINUTE);
    await request("/reschedule", { id: "moved", timestamp: at(2 * HOUR) });
    const { status, body } = await get("/tasks");
    expect(status).toBe(200);
    expect(body).toEqual({
      tasks: [
        {
          executionArn: expect.stringMatching(/:moved\.2$/),
          id: "moved",
          status: "pending",
          timestamp: at(2 * HOUR),
          message: "moved",
          scheduledAt: expect.any(String),
          replaces: expect.stringMatching(/:moved$/),
        },
        {
          executionArn: expect.stringMatching(/:pending$/),
          id: "pending",
          status: "pending",
          timestamp: at(HOUR),
          messages: [1, 2],
          scheduledAt: expect.any(String),
        },
      ],
    });
    const emitted = (await get("/tasks?status=emitted")).body.tasks;
    expect(emitted).toMatchObject([{ id: "emitted", status: "emitted", endedAt: at(MINUTE) }]);
    const cancelled = (await get("/tasks?status=cancelled")).body.tasks;
    expect(cancelled).toMatchObject([{ id: "cancelled", reason: expect.stringContaining("cancelledBy") }]);
    expect((await get("/tasks?status=failed")).body).toEqual({ tasks: [] });
  });

  it("lists a task that a late delivery has claimed as emitted", async () => {
    world.aws.interceptDelivery = ({ type }) =>
      type === "Notification" ? { delayMs: 45 * MINUTE } : undefined;
    await schedule(MINUTE, "late");
    await world.advance(2 * HOUR);
    expect(idsOf(await get("/tasks?status=emitted"))).toEqual(["late"]);
    expect((await get("/tasks?status=cancelled")).body.tasks).toEqual([]);
  });

  it("goes on page by page, to the end, without gap or repetition", async () => {
    const names = Array.from({ length: 57 }, (_, i) => `task-${i}`);
    for (const name of names) {
      await schedule(HOUR, name);
      await world.advance(10);
    }
    const seen: string[] = [];
    let path = "/tasks?limit=10";
    for (let page = 0; page < 10; page++) {
      const answer = await get(path);
      seen.push(...idsOf(answer));
      if (!answer.body.next) break;
      path = `/tasks?limit=10&after=${answer.body.next}`;
    }
    expect(seen).toEqual(names.toReversed());
  });

  it("finds ids that begin so", async () => {
    for (let i = 0; i < 30; i++) await schedule(HOUR, i % 3 === 0 ? `a-${i}` : `b-${i}`);
    const { body } = await get("/tasks?idPrefix=a-&limit=25");
    expect(body.tasks).toHaveLength(10);
    expect(body.next).toBeUndefined();
  });

  it.each([
    ["?status=done", "status"],
    ["?limit=0", "limit"],
    ["?limit=26", "limit"],
    ["?limit=ten", "limit"],
    ["?idPrefix=*", "idPrefix"],
    ["?after=nonsense", "after"],
    ["?after=e30", "after"],
    ["?color=red", "color"],
  ])("refuses %s", async (query, path) => {
    const { status, body } = await get(`/tasks${query}`);
    expect([status, body.error.code, body.error.issues[0].path]).toEqual([400, "invalid_request", path]);
  });

  it("takes a cursor only for the list that it came from", async () => {
    for (let i = 0; i < 3; i++) await schedule(HOUR, `task-${i}`);
    const { next } = (await get("/tasks?limit=1")).body;
    expect((await get(`/tasks?status=emitted&after=${next}`)).status).toBe(400);
    const other = await world.deploy({ ...newCredentials(), secret: "s3cret" });
    expect((await send(other, `/tasks?after=${next}`, { headers: HEADERS })).status).toBe(400);
  });

  it("needs the secret, and a source that has one", async () => {
    for (const path of ["/tasks", "/tasks/any"]) {
      expect((await send(source, path)).status).toBe(401);
      const open = await world.deploy(newCredentials());
      const { status, body } = await send(open, path);
      expect([status, body.error.code]).toEqual([403, "secret_required"]);
    }
  });

  it("takes GET and HEAD", async () => {
    expect((await get("/tasks", { method: "HEAD" })).status).toBe(200);
    const { status, headers } = await get("/tasks", { method: "DELETE" });
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("names a region that cannot be asked, and answers 429 when AWS has had enough", async () => {
    await schedule(HOUR, "here");
    world.aws.intercept = ({ action }) =>
      action === "DescribeExecution"
        ? { status: 400, code: "ThrottlingException", message: "Rate exceeded" }
        : undefined;
    const { status, headers } = await get("/tasks");
    expect([status, headers.get("retry-after")]).toEqual([429, "10"]);
  });
});

describe("GET /tasks/{name}", () => {
  it("shows a task by its id, follows it to its latest time, and says where it ended", async () => {
    await schedule(HOUR, "appt");
    expect((await get("/tasks/appt")).body).toMatchObject({
      id: "appt",
      status: "pending",
      timestamp: at(HOUR),
    });
    await request("/reschedule", { id: "appt", timestamp: at(2 * HOUR) });
    for (const name of ["appt", "appt.2"]) {
      expect((await get(`/tasks/${name}`)).body).toMatchObject({
        executionArn: expect.stringMatching(/:appt\.2$/),
        status: "pending",
        timestamp: at(2 * HOUR),
      });
    }
    await world.advance(3 * HOUR);
    expect((await get("/tasks/appt")).body).toMatchObject({ status: "emitted", endedAt: at(2 * HOUR) });
  });

  it("shows a task without an id by the name of its execution", async () => {
    const { body } = await request("/schedule", { delay: "PT1H", message: null });
    const name = body.executionArn.split(":").at(-1);
    expect((await get(`/tasks/${name}`)).body).toMatchObject({ status: "pending", message: null });
  });

  it.each(["never", "a*", "..%2F", `${"x".repeat(65)}`])("has nothing to show for %s", async (name) => {
    expect((await get(`/tasks/${name}`)).status).toBe(404);
  });
});

describe("POST /cancel of many", () => {
  it("counts what it would cancel, cancels it, and leaves all else", async () => {
    for (let i = 0; i < 30; i++) await schedule(HOUR, `customer-${i < 20 ? 42 : 43}-${i}`);
    await request("/reschedule", { id: "customer-42-0", timestamp: at(2 * HOUR) });
    const dry = await request("/cancel", { idPrefix: "customer-42-", dryRun: true });
    expect(dry.body).toMatchObject({ matching: 20, isComplete: true });
    expect(dry.body.tasks).toHaveLength(10);
    let total = 0;
    for (let round = 0; round < 10; round++) {
      const { body } = await request("/cancel", { idPrefix: "customer-42-" });
      total += body.cancelled;
      if (body.remaining === 0) break;
    }
    expect(total).toBe(20);
    await world.advance(DAY);
    expect(source.events).toHaveLength(10);
  });

  it("does not count a task that fires meanwhile", async () => {
    for (let i = 0; i < 5; i++) await schedule(MINUTE, `soon-${i}`);
    world.aws.intercept = ({ action }) => (action === "StopExecution" ? { latencyMs: 2_000 } : undefined);
    await world.advance(MINUTE - 1_000);
    const { body } = await request("/cancel", { idPrefix: "soon-" });
    await world.advance(DAY);
    expect(source.events).toHaveLength(5 - body.cancelled);
  });

  it.each([
    [{ idPrefix: "ab" }, "idPrefix"],
    [{ idPrefix: "abc*" }, "idPrefix"],
    [{ idPrefix: "abc", id: "abcd" }, "idPrefix"],
    [{ id: "abcd", dryRun: true }, "dryRun"],
  ])("refuses %j", async (body, path) => {
    const answer = await request("/cancel", body);
    expect([answer.status, answer.body.error.issues[0].path]).toEqual([400, path]);
  });
});

describe("a batch", () => {
  const messages = Array.from({ length: 100 }, (_, i) => ({ i }));

  it("is one task, and each of its messages an event", async () => {
    const { body } = await schedule(MINUTE, "batch", { messages });
    await world.advance(2 * MINUTE);
    expect(source.events.map(({ e }) => e)).toEqual(
      messages.map((message, index) => ({
        timestamp: at(MINUTE),
        message,
        executionArn: body.executionArn,
        id: "batch",
        index,
        count: 100,
      })),
    );
    expect(world.aws.records.transitions).toBe(2);
    await post(source, "/", world.aws.deliveries.find(({ type }) => type === "Notification")?.body);
    expect(source.events).toHaveLength(100);
  });

  it.each([[[]], [Array(101).fill(1)], ["text"]])("refuses %j", async (wrong) => {
    const { status, body } = await schedule(MINUTE, "wrong", { messages: wrong });
    expect([status, body.error.issues[0].path]).toEqual([400, "messages"]);
  });

  it("that is too large is told how many would fit", async () => {
    const large = Array(10).fill("x".repeat(50_000));
    const { status, body } = await schedule(MINUTE, "large", { messages: large });
    expect(status).toBe(413);
    expect(body.error.message).toContain("The first 5 of the 10 messages would fit");
    expect((await schedule(MINUTE, "large", { messages: large.slice(0, 5) })).status).toBe(200);
  });
});

describe("a delay", () => {
  it("counts from the request, and a repetition is the same task with the first time", async () => {
    const ask = () => request("/schedule", { delay: "PT2H30M", message: 1, id: "later" });
    const first = await ask();
    expect(first.body.timestamp).toBe(at(2.5 * HOUR));
    await world.advance(MINUTE);
    expect((await ask()).body).toEqual(first.body);
    const other = await request("/schedule", { delay: "PT3H", message: 1, id: "later" });
    expect(other.status).toBe(409);
    await world.advance(DAY);
    expect(source.events).toHaveLength(1);
  });
});

it("a local time is returned in UTC", async () => {
  const { body } = await request("/schedule", {
    timestamp: "2026-12-24T18:00:00",
    timeZone: "Europe/Berlin",
    message: 1,
  });
  expect(body.timestamp).toBe("2026-12-24T17:00:00.000Z");
});
