import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { at, post, START, startWorld, type World } from "../lives/world.ts";
import { type Fault, type Way, wayTo } from "./given.ts";

type ScheduleSafely = (
  source: { endpoint: string; secret?: string },
  task: { id: string; timestamp: string; message: unknown },
) => Promise<{ executionArn?: string; timestamp: string }>;
const { scheduleSafely }: { scheduleSafely: ScheduleSafely } = await import(
  new URL("../../examples/schedule-safely.mjs", import.meta.url).href
);

const SECRET = "abc123";
const HOUR = 3_600_000;
const task = { id: "order-1234", timestamp: at(HOUR), message: { name: "Luke" } };

let world: World;
let source: LocalSource;
let way: Way;
beforeEach(async () => {
  world = await startWorld();
  source = await world.deploy({ secret: SECRET });
  way = await wayTo(source.url);
});
afterEach(async () => {
  await way.close();
  await world.close();
});

const schedule = (changes: Partial<typeof task> = {}) =>
  world.during(scheduleSafely({ endpoint: way.url, secret: SECRET }, { ...task, ...changes }));
const executions = () => world.aws.calls.filter(({ action, error }) => action === "StartExecution" && !error);

describe("scheduleSafely", { timeout: 30_000 }, () => {
  const rows: [name: string, faults: Fault[]][] = [
    ["nothing goes wrong", []],
    ["the connection is refused", ["refused", "refused"]],
    ["the answer is lost", ["answer lost"]],
    ["Pipedream has too many requests", [{ status: 429 }, { status: 429 }]],
    ["the source is not ready", [{ status: 503, headers: { "retry-after": "5" } }]],
    ["all of this happens", ["answer lost", { status: 503 }, "refused", { status: 502 }, "answer lost"]],
  ];
  it.each(rows)("makes one task if %s", async (_, faults) => {
    way.faults.push(...faults);
    const { executionArn } = await schedule();
    expect(way.count).toBe(faults.length + 1);
    expect(executionArn).toMatch(/:order-1234$/);
    await world.advance(2 * HOUR);
    expect(source.events.map(({ e }) => e)).toEqual([{ ...task, executionArn }]);
  });

  it("waits as long as it is told to", async () => {
    way.faults.push({ status: 429, headers: { "retry-after": "120" } });
    await schedule();
    expect(Date.now() - START).toBeGreaterThanOrEqual(120_000);
    expect(Date.now() - START).toBeLessThan(125_000);
  });

  it("does not take the page of an inactive source for an answer", async () => {
    source.outage = "inactive";
    const scheduling = scheduleSafely({ endpoint: source.url, secret: SECRET }, task);
    await world.advance(1_000);
    source.outage = undefined;
    expect(await world.during(scheduling)).toMatchObject({ timestamp: task.timestamp });
    expect(executions()).toHaveLength(1);
  });

  it("is content if the task has been emitted by the time it can ask again", async () => {
    way.faults.push("answer lost", { status: 503, headers: { "retry-after": "60" } });
    expect(await schedule({ timestamp: at(10_000) })).toEqual({ timestamp: at(10_000) });
    expect(source.events).toHaveLength(1);
  });

  it("gives up in the end, with what the source said last", async () => {
    way.faults.push(...Array<Fault>(20).fill({ status: 503, body: "Service Unavailable" }));
    await expect(schedule()).rejects.toThrow(/order-1234 is not scheduled.*503: Service Unavailable/);
    expect(way.count).toBe(8);
  });

  it.each([
    ["invalid_request", { timestamp: "tomorrow" }],
    ["message_too_large", { message: { name: "L".repeat(300_000) } }],
  ])("does not repeat what stays wrong: %s", async (code, changes) => {
    await expect(schedule(changes)).rejects.toMatchObject({ code });
    expect(way.count).toBe(1);
  });

  it("says so if the id is that of another task", async () => {
    await post(source, "/schedule", { ...task, message: "another", secret: SECRET });
    await expect(schedule()).rejects.toMatchObject({ code: "id_in_use" });
    expect(executions()).toHaveLength(1);
  });

  it("refuses a task without an id, which it could not repeat", async () => {
    await expect(schedule({ id: "" })).rejects.toThrow("needs an id");
    expect(way.count).toBe(0);
  });
});
