import { DeleteTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { at, newCredentials, post, startWorld, type World } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DOWN = { status: 500, code: "InternalFailure", message: "down" } as const;

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

async function scheduled(source: LocalSource, ms = 60_000): Promise<string> {
  const { body } = await post(source, "/schedule", { timestamp: at(ms), message: 1 });
  return body.executionArn;
}

const notifications = () => world.aws.deliveries.filter(({ type }) => type === "Notification");
const callsOf = (name: string) => world.aws.calls.filter(({ action }) => action === name);

describe("an acknowledged task", () => {
  it("costs two transitions, one publish, a heartbeat and an acknowledgement", async () => {
    const source = await world.deploy();
    const before = world.aws.calls.length;
    await scheduled(source);
    await world.advance(DAY);
    expect(world.aws.calls.slice(before).map(({ action }) => action)).toEqual([
      "StartExecution",
      "SendTaskHeartbeat",
      "SendTaskSuccess",
    ]);
    expect(world.aws.records.transitions).toBe(2);
    expect(notifications()).toHaveLength(1);
  });

  it("12: is published again, for days, until it arrives: nine hours without Pipedream lose nothing", async () => {
    const source = await world.deploy();
    const executionArn = await scheduled(source);
    await source.deactivate();
    await world.advance(9 * HOUR);
    expect(notifications().every(({ status }) => status === 200)).toBe(true);
    expect(source.events).toEqual([]);
    await source.activate();
    await world.advance(2 * HOUR);
    expect(source.events.map(({ e }) => (e as { executionArn: string }).executionArn)).toEqual([
      executionArn,
    ]);
    await world.advance(4 * DAY);
    expect(source.events).toHaveLength(1);
  });

  it("is published for at least 72 hours, then its execution fails where the owner sees it", async () => {
    const source = await world.deploy();
    const executionArn = await scheduled(source);
    await source.deactivate();
    await world.advance(72 * HOUR);
    const atThreeDays = notifications().length;
    await world.advance(30 * DAY);
    expect(notifications().length).toBeGreaterThan(atThreeDays);
    await source.activate();
    expect((await post(source, "/cancel", { executionArn })).body.error.message).toMatch(/FAILED|TIMED_OUT/);
  });

  it("11: outlives that SNS cannot be published to", async () => {
    const source = await world.deploy();
    await scheduled(source);
    const [TopicArn] = (await world.resources()).filter((arn) => /^arn:aws:sns:[^:]+:\d+:[^:]+$/.test(arn));
    const sns = new SNSClient({
      credentials: newCredentials().aws.$auth,
      endpoint: world.aws.url,
      region: "us-east-1",
    });
    await sns.send(new DeleteTopicCommand({ TopicArn }));
    await world.advance(60_000 + 4 * HOUR);
    expect(source.events).toEqual([]);
    await source.update();
    await world.advance(2 * HOUR);
    expect(source.events).toHaveLength(1);
  });

  it("is not emitted when it was cancelled while its delivery was under way", async () => {
    const source = await world.deploy();
    const executionArn = await scheduled(source);
    world.aws.intercept = ({ action }) => (action === "SendTaskHeartbeat" ? DOWN : undefined);
    await world.advance(61_000);
    world.aws.intercept = undefined;
    expect((await post(source, "/cancel", { executionArn })).status).toBe(200);
    await world.advance(DAY);
    expect(source.events).toEqual([]);
    expect(notifications().at(-1)?.status).toBe(200);
  });

  it("18: is not emitted again when an old delivery of it comes after a hundred others", async () => {
    const source = await world.deploy();
    await scheduled(source, 1_000);
    await world.advance(1_000);
    const [first] = notifications();
    await Promise.all(Array.from({ length: 120 }, () => scheduled(source, 10_000)));
    await world.advance(60_000);
    expect(source.events.length).toBeGreaterThanOrEqual(100);
    const again = await post(source, "/", first?.body);
    expect(again.status).toBe(200);
    await world.advance(DAY);
    const ids = source.events.map(({ metadata }) => metadata.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(121);
  });

  it("17: that is due before its subscription is confirmed is emitted after", async () => {
    await world.close();
    world = await startWorld({ confirmDelayMs: 5 * 60_000 });
    const source = await world.deploy();
    expect(JSON.stringify(source.logs)).toContain("has not had its subscription");
    world.aws.intercept = undefined;
    await scheduled(source, 1_000);
    await world.advance(2 * HOUR);
    expect(source.events).toHaveLength(1);
  });

  it("whose acknowledgement fails is too late to cancel, though AWS does not know yet that it was emitted", async () => {
    const source = await world.deploy();
    const executionArn = await scheduled(source);
    world.aws.intercept = ({ action }) => (action === "SendTaskSuccess" ? DOWN : undefined);
    await world.advance(70_000);
    world.aws.intercept = undefined;
    expect(source.events).toHaveLength(1);
    const { status, body } = await post(source, "/cancel", { executionArn });
    expect([status, body.error.code]).toEqual([409, "already_finished"]);
    await world.advance(DAY);
    expect(source.events).toHaveLength(1);
  });

  it("whose acknowledgement fails is not emitted again, though a hundred others came meanwhile", async () => {
    const source = await world.deploy();
    await scheduled(source, 1_000);
    world.aws.intercept = ({ action }) => (action === "SendTaskSuccess" ? DOWN : undefined);
    await world.advance(20_000);
    expect(source.events).toHaveLength(1);
    const token = callsOf("SendTaskSuccess").at(-1)?.input.taskToken;
    world.aws.intercept = ({ input }) => (input.taskToken === token ? DOWN : undefined);
    await Promise.all(Array.from({ length: 120 }, () => scheduled(source, 3_000)));
    await world.advance(5 * 60_000);
    world.aws.intercept = undefined;
    await world.advance(DAY);
    expect(source.events).toHaveLength(121);
    expect(callsOf("SendTaskSuccess").filter(({ error }) => !error)).toHaveLength(121);
  });

  it("whose acknowledgement comes too late is emitted once, and too late to cancel", async () => {
    const source = await world.deploy();
    const executionArn = await scheduled(source, 1_000);
    let deliveries = 0;
    // At the first, the token has a second left; the acknowledgement takes three.
    world.aws.interceptDelivery = () => ({ delayMs: ++deliveries === 1 ? 899_000 : 60_000 });
    world.aws.intercept = ({ action }) =>
      action === "SendTaskSuccess" && deliveries === 1 ? { latencyMs: 3_000 } : undefined;
    await world.advance(910_000);
    expect((await post(source, "/cancel", { executionArn })).status).toBe(409);
    world.aws.interceptDelivery = undefined;
    await Promise.all(Array.from({ length: 120 }, () => scheduled(source, 905_000)));
    await world.advance(DAY);
    expect(source.events).toHaveLength(121);
  });

  it("is delivered again at once when AWS throttles its questions", async () => {
    const source = await world.deploy();
    await scheduled(source);
    let left = 3;
    world.aws.intercept = ({ action }) =>
      action === "SendTaskHeartbeat" && left-- > 0
        ? { status: 400, code: "ThrottlingException", message: "Rate exceeded" }
        : undefined;
    await world.advance(120_000);
    expect(notifications().map(({ status }) => status)).toEqual([503, 200]);
    expect(source.events).toHaveLength(1);
  });

  it("does not wait behind requests that AWS throttles, and neither do those without end", async () => {
    const source = await world.deploy();
    const pending = await Promise.all(Array.from({ length: 200 }, () => scheduled(source, DAY)));
    for (let second = 5; second < 20; second++) await scheduled(source, second * 1_000);
    let tokens = 20;
    world.aws.intercept = ({ action }) => {
      if (action !== "DescribeExecution" || tokens-- > 0) return undefined;
      return { status: 400, code: "ThrottlingException", message: "Rate exceeded" };
    };
    const times: number[] = [];
    const cancel = async (executionArn: string, i: number) => {
      await new Promise((resolve) => setTimeout(resolve, i * 100));
      const begin = Date.now();
      const response = await fetch(`${source.url}/cancel`, {
        method: "POST",
        body: JSON.stringify({ executionArn }),
      });
      expect([200, 429, 503]).toContain(response.status);
      times.push(Date.now() - begin);
    };
    await world.during(Promise.all(pending.map(cancel)));
    await world.advance(30_000);
    expect(Math.max(...times)).toBeLessThan(15_000);
    expect(source.events).toHaveLength(15);
    expect(notifications().every(({ status }) => status === 200)).toBe(true);
  });

  it("17: whose subscription nobody confirmed, for Pipedream answered SNS instead, is emitted all the same", async () => {
    const source = await world.deploy();
    await source.delete();
    await world.advance(10 * 60_000);
    world.aws.interceptDelivery = () => ({ delayMs: 40_000 });
    const again = await world.deploy();
    again.outage = "inactive";
    await world.advance(2 * HOUR);
    again.outage = undefined;
    world.aws.interceptDelivery = undefined;
    await scheduled(again, 3 * HOUR);
    await world.advance(2 * HOUR);
    expect(again.events).toHaveLength(1);
  });

  it("whose acknowledgement fails is acknowledged by the next delivery, and emitted once", async () => {
    const source = await world.deploy();
    await scheduled(source);
    let failures = 0;
    world.aws.intercept = ({ action }) =>
      action === "SendTaskSuccess" && ++failures < 20 ? DOWN : undefined;
    await world.advance(DAY);
    expect(source.events).toHaveLength(1);
    expect(callsOf("SendTaskSuccess").at(-1)?.error).toBeUndefined();
  });
});

/** With BURST=5000 this takes a minute, or half of it. */
const BURST = Number(process.env.BURST ?? 300);

it(`${BURST} tasks of one second are emitted once each, as fast as the throttle allows, none published twice`, async () => {
  const source = await world.deploy();
  const count = BURST;
  for (let i = 0; i < count; i += 100) {
    await Promise.all(Array.from({ length: Math.min(100, count - i) }, () => scheduled(source, HOUR)));
  }
  await world.advance(HOUR + (count / 10) * 1_000);
  const ids = new Set(source.events.map(({ metadata }) => metadata.id));
  expect([ids.size, source.events.length]).toEqual([count, count]);
  await world.advance(4 * DAY);
  expect(notifications()).toHaveLength(count);
  expect(world.aws.records.transitions).toBe(2 * count);
}, 300_000);
