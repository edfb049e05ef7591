import { SendTaskSuccessCommand, SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { DeleteTopicCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { afterEach, describe, expect, it } from "vitest";
import type { ApiCall, Fault } from "../../local/aws/call.ts";
import { killAt } from "../../local/pipedream/kill.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { startWorkers, type WorkersWorld } from "./workers.ts";
import { at, newCredentials, post } from "./world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DOWN: Fault = { status: 500, code: "InternalFailure", message: "down" };
const THROTTLED: Fault = { status: 400, code: "ThrottlingException", message: "Rate exceeded" };
const DENIED: Fault = {
  status: 400,
  code: "AccessDeniedException",
  message: "User: u is not authorized to perform: states:x",
};

let world: WorkersWorld;
afterEach(() => world.close());

async function scheduled(source: LocalSource, ms = MINUTE): Promise<string> {
  const { body } = await post(source, "/schedule", { timestamp: at(ms), message: 1 });
  return body.executionArn;
}

const cancel = (source: LocalSource, executionArn: string) => post(source, "/cancel", { executionArn });
const notifications = () => world.aws.deliveries.filter(({ type }) => type === "Notification");
const statuses = () => notifications().map(({ status }) => status);
const ids = (source: LocalSource) => source.events.map(({ metadata }) => metadata.id);
const logs = (source: LocalSource) => JSON.stringify(source.logs);

const sfn = () =>
  new SFNClient({ endpoint: world.aws.url, region: "us-east-1", credentials: newCredentials().aws.$auth });
const sns = () =>
  new SNSClient({ endpoint: world.aws.url, region: "us-east-1", credentials: newCredentials().aws.$auth });

/** Makes calls of this name go wrong, the first so many of them. */
function failing(action: string, fault: Fault, times = Number.POSITIVE_INFINITY): void {
  let left = times;
  world.aws.intercept = (call: ApiCall) => (call.action === action && left-- > 0 ? fault : undefined);
}

describe("a task", () => {
  it("costs two calls of the source, two transitions, one publish and one delivery", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    const before = world.aws.calls.length;
    await scheduled(source);
    await world.advance(DAY);
    expect(world.aws.calls.slice(before).map(({ action }) => action)).toEqual([
      "StartExecution",
      "SendTaskSuccess",
    ]);
    expect(world.aws.records.transitions).toBe(2);
    expect(notifications()).toHaveLength(1);
    expect(source.events).toHaveLength(1);
  });

  it("is published for days until it arrives: nine hours without Pipedream lose nothing", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    const executionArn = await scheduled(source);
    await source.deactivate();
    await world.advance(9 * HOUR);
    expect(statuses().every((status) => status === 200)).toBe(true);
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
    world = await startWorkers();
    const source = await world.deploy();
    const executionArn = await scheduled(source);
    await source.deactivate();
    await world.advance(72 * HOUR);
    const atThreeDays = notifications().length;
    await world.advance(30 * DAY);
    expect(notifications().length).toBeGreaterThan(atThreeDays);
    await source.activate();
    expect((await cancel(source, executionArn)).body.error.message).toMatch(/FAILED|TIMED_OUT/);
  });

  it("outlives that its topic is deleted by hand", async () => {
    world = await startWorkers({ ghostSubscriptions: "readable" });
    const source = await world.deploy();
    await scheduled(source);
    const [TopicArn] = (await world.resources()).filter((arn) => /^arn:aws:sns:[^:]+:\d+:[^:]+$/.test(arn));
    await sns().send(new DeleteTopicCommand({ TopicArn }));
    await world.advance(MINUTE + 4 * HOUR);
    expect(source.events).toEqual([]);
    await source.update();
    await world.advance(2 * HOUR);
    expect(source.events).toHaveLength(1);
  });

  it("that is due before its subscription is confirmed is emitted after", async () => {
    world = await startWorkers({ confirmDelayMs: 5 * MINUTE });
    const source = await world.deploy();
    expect(logs(source)).toContain("has not had its subscription");
    await scheduled(source, 1_000);
    await world.advance(2 * HOUR);
    expect(source.events).toHaveLength(1);
  });

  it("whose subscription nobody confirmed, for Pipedream answered SNS instead, is emitted all the same", async () => {
    world = await startWorkers();
    world.aws.interceptDelivery = () => ({ delayMs: 40_000 });
    const source = await world.deploy();
    source.outage = "inactive";
    await world.advance(2 * HOUR);
    source.outage = undefined;
    world.aws.interceptDelivery = undefined;
    await scheduled(source, 3 * HOUR);
    await world.advance(2 * HOUR);
    expect(source.events).toHaveLength(1);
  });
});

describe("SNS that is late", () => {
  it.each([
    ["16 minutes", { minMs: 16 * MINUTE }],
    ["45 minutes", { minMs: 45 * MINUTE }],
    ["three hours", { minMs: 3 * HOUR }],
    ["anything up to three hours", { minMs: MINUTE, maxMs: 3 * HOUR, seed: 7 }],
  ])("by %s delivers each task once", async (_, deliveryDelay) => {
    world = await startWorkers({ deliveryDelay });
    const source = await world.deploy();
    await world.advance(4 * HOUR);
    const arns = await Promise.all([1, 2, 3, 4, 5].map((n) => scheduled(source, 4 * HOUR + n * MINUTE)));
    await world.advance(DAY);
    expect(ids(source).toSorted()).toEqual(arns.map((arn) => arn.split(":").at(-1)).toSorted());
    await world.advance(4 * DAY);
    expect(source.events).toHaveLength(5);
  });
});

describe("a delivery", () => {
  it("that came again emits again, and Pipedream drops the repetition", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    await scheduled(source);
    await world.advance(2 * MINUTE);
    expect((await post(source, "/", notifications()[0]?.body)).status).toBe(200);
    expect(source.events).toHaveLength(1);
    expect(source.logs.filter((line) => JSON.stringify(line).includes("Emitted"))).toHaveLength(2);
  });

  it("that is replayed later than SNS repeats emits nothing", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    await scheduled(source);
    await world.advance(2 * MINUTE);
    const replay = notifications()[0]?.body;
    await Promise.all(Array.from({ length: 120 }, () => scheduled(source, 3 * MINUTE)));
    await world.advance(80 * MINUTE);
    expect((await post(source, "/", replay)).status).toBe(200);
    expect(source.events).toHaveLength(121);
    expect(new Set(ids(source)).size).toBe(121);
  });

  it.each(["before", "after", "answered"] as const)(
    "whose process dies, its call of the claim %s, is repeated by SNS, and emits",
    async (when) => {
      world = await startWorkers();
      const source = await world.deploy();
      const kill = killAt(world.aws, source, { call: "SendTaskSuccess", when });
      await scheduled(source);
      await world.advance(10 * MINUTE);
      expect(kill.victim).toBeDefined();
      expect(source.events).toHaveLength(1);
      await world.advance(4 * DAY);
      expect(source.events).toHaveLength(1);
    },
  );

  it.each([
    { act: "emit", when: "before" },
    { act: "emit", when: "after" },
    { act: "respond", when: "before" },
    { act: "respond", when: "after" },
    { act: "end", when: "before" },
  ] as const)("whose process dies at %o takes its event along, and the repetition emits", async (point) => {
    world = await startWorkers();
    const source = await world.deploy();
    await scheduled(source);
    const kill = killAt(world.aws, source, point);
    await world.advance(DAY);
    expect(kill.victim).toBeDefined();
    expect(source.events).toHaveLength(1);
  });

  it("whose claim has its answer lost emits all the same", async () => {
    world = await startWorkers({ closedTokenErrors: ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"] });
    const source = await world.deploy();
    failing("SendTaskSuccess", { dropAnswer: true }, 3);
    await scheduled(source);
    await world.advance(DAY);
    expect(source.events).toHaveLength(1);
  });

  it("whose claim has its answer lost, while AWS shows what was before, emits all the same", async () => {
    world = await startWorkers({ describeLagMs: 4_000 });
    const source = await world.deploy();
    failing("SendTaskSuccess", { dropAnswer: true }, 1);
    await post(source, "/schedule", { timestamp: "2020-01-01T00:00:00Z", message: "at once" });
    await world.advance(DAY);
    expect(statuses()).toEqual([503, 200]);
    expect(source.events).toHaveLength(1);
  });

  it("of a task that another delivery has emitted emits nothing", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    let count = 0;
    world.aws.interceptDelivery = ({ type }) =>
      type === "Notification" && ++count === 1 ? { delayMs: 20 * MINUTE } : undefined;
    await scheduled(source);
    await world.advance(DAY);
    expect(statuses()).toEqual([200, 200]);
    expect(source.events).toHaveLength(1);
    expect(logs(source)).toContain("another delivery emitted it");
  });

  it("of a task that was published again claims it by stopping it", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    world.aws.interceptDelivery = ({ type }) =>
      type === "Notification" ? { delayMs: 45 * MINUTE } : undefined;
    const executionArn = await scheduled(source);
    await world.advance(MINUTE + 45 * MINUTE + 1_000);
    expect(source.events).toHaveLength(1);
    const { body } = await cancel(source, executionArn);
    expect(body.error).toMatchObject({
      code: "already_finished",
      message: expect.stringContaining("emitted"),
    });
    await world.advance(DAY);
    expect(source.events).toHaveLength(1);
  });

  it.each([
    ["no cause", undefined],
    ["a cause of a person's own", "not needed any more"],
  ])("of a task that was stopped by hand with %s emits nothing", async (_, cause) => {
    world = await startWorkers();
    const source = await world.deploy();
    failing("SendTaskSuccess", DOWN);
    const executionArn = await scheduled(source);
    await world.advance(MINUTE + 1_000);
    await sfn().send(new StopExecutionCommand({ executionArn, cause }));
    world.aws.intercept = undefined;
    await world.advance(DAY);
    expect(source.events).toEqual([]);
    expect(statuses().at(-1)).toBe(200);
  });

  it("of a task whose execution has failed emits nothing, and the log says so", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    world.aws.interceptDelivery = ({ type }) =>
      type === "Notification" ? { delayMs: 20 * HOUR } : undefined;
    await scheduled(source);
    await world.advance(2 * MINUTE);
    const { input } = world.aws.calls.find(({ action }) => action === "StartExecution") ?? {};
    expect(input).toBeDefined();
    await source.deactivate();
    await world.advance(40 * DAY);
    expect(source.events).toEqual([]);
  });

  it.each([
    ["a throttle", THROTTLED],
    ["an internal error", DOWN],
    ["no connection", { refuse: true }],
  ])("whose claim meets %s is repeated by SNS, and emits", async (_, fault) => {
    world = await startWorkers();
    const source = await world.deploy();
    failing("SendTaskSuccess", fault, 3);
    await scheduled(source);
    await world.advance(10 * MINUTE);
    expect(statuses().map((status = 0) => status >= 500)).toEqual([true, false]);
    expect(source.events).toHaveLength(1);
  });

  it("that may not claim any more emits, and the log says what is missing", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    failing("SendTaskSuccess", DENIED);
    await scheduled(source);
    await world.advance(2 * MINUTE);
    expect(source.events).toHaveLength(1);
    expect(logs(source)).toContain("states:SendTaskSuccess");
  });

  it("that was published by somebody else with the owner's keys is of no execution, and emits nothing", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    const executionArn = await scheduled(source);
    const [TopicArn] = (await world.resources()).filter((arn) => /^arn:aws:sns:[^:]+:\d+:[^:]+$/.test(arn));
    const task = { timestamp: "2020-01-01T00:00:00.000Z", message: "forged" };
    const Message = JSON.stringify({ executionArn: `${executionArn}x`, task, taskToken: "t" });
    await sns().send(new PublishCommand({ TopicArn, Message }));
    await world.advance(10_000);
    expect(source.events).toEqual([]);
  });
});

describe("a 200 from /cancel", () => {
  it.each([
    ["before its claim has its effect", { latencyMs: 1_500 }, 200],
    ["after its claim has had its effect", { answerLatencyMs: 1_500 }, 409],
  ])("means that the task is not emitted, when it comes %s", async (_, fault, expected) => {
    world = await startWorkers();
    const source = await world.deploy();
    failing("SendTaskSuccess", fault, 1);
    const executionArn = await scheduled(source);
    await world.advance(MINUTE + 500);
    const { status } = await cancel(source, executionArn);
    expect(status).toBe(expected);
    await world.advance(DAY);
    expect(source.events).toHaveLength(status === 200 ? 0 : 1);
  });

  it("is given to one of two requests that come at the same time", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    const executionArn = await scheduled(source);
    const answers = await Promise.all([cancel(source, executionArn), cancel(source, executionArn)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    await world.advance(DAY);
    expect(source.events).toEqual([]);
  });

  it("waits for AWS to show what it did", async () => {
    world = await startWorkers({ describeLagMs: 3_000 });
    const source = await world.deploy();
    const executionArn = await scheduled(source);
    expect((await cancel(source, executionArn)).status).toBe(200);
    await world.advance(DAY);
    expect(source.events).toEqual([]);
  });

  it("is not given while AWS does not show it", async () => {
    world = await startWorkers({ describeLagMs: 20_000 });
    const source = await world.deploy();
    const executionArn = await scheduled(source);
    const { status, body, headers } = await cancel(source, executionArn);
    expect([status, body.error.code, headers.get("retry-after")]).toEqual([503, "not_ready", "5"]);
    await world.advance(30_000);
    expect((await cancel(source, executionArn)).body.error.message).toContain("cancelled already");
  });

  it("does not wait behind requests that AWS throttles, and neither do deliveries", async () => {
    world = await startWorkers();
    const source = await world.deploy();
    const pending = await Promise.all(Array.from({ length: 100 }, () => scheduled(source, DAY)));
    for (let second = 5; second < 20; second++) await scheduled(source, second * 1_000);
    let tokens = 20;
    world.aws.intercept = ({ action }) =>
      action === "DescribeExecution" && tokens-- <= 0 ? THROTTLED : undefined;
    const times: number[] = [];
    const timed = async (executionArn: string, i: number) => {
      await new Promise((resolve) => setTimeout(resolve, i * 100));
      const begin = Date.now();
      const body = JSON.stringify({ executionArn });
      const { status } = await fetch(`${source.url}/cancel`, { method: "POST", body });
      expect([200, 429, 503]).toContain(status);
      times.push(Date.now() - begin);
    };
    await world.during(Promise.all(pending.map(timed)));
    await world.advance(30_000);
    expect(Math.max(...times)).toBeLessThan(15_000);
    expect(source.events).toHaveLength(15);
    expect(statuses().every((status) => status === 200)).toBe(true);
  });
});

it("A claim from outside, with a token that was overheard, is the end of its task", async () => {
  world = await startWorkers();
  const source = await world.deploy();
  failing("SendTaskSuccess", DOWN, 3);
  await scheduled(source);
  await world.advance(MINUTE + 1_000);
  const { Message } = JSON.parse(notifications()[0]?.body ?? "{}");
  const { taskToken } = JSON.parse(Message);
  await sfn().send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
  await world.advance(DAY);
  expect(source.events).toEqual([]);
  expect(logs(source)).toContain("another delivery emitted it");
});

/** With BURST=5000 this takes a minute, or half of it. */
const BURST = Number(process.env.BURST ?? 300);

it(`${BURST} tasks of one second are emitted once each, as fast as the throttle allows, none published twice`, async () => {
  world = await startWorkers({}, { workers: 4 });
  const source = await world.deploy();
  for (let i = 0; i < BURST; i += 100) {
    const count = Math.min(100, BURST - i);
    await Promise.all(Array.from({ length: count }, () => scheduled(source, HOUR)));
  }
  await world.advance(HOUR + (BURST / 8 + 1) * 1_000);
  expect([new Set(ids(source)).size, source.events.length]).toEqual([BURST, BURST]);
  await world.advance(4 * DAY);
  expect(notifications()).toHaveLength(BURST);
  expect(world.aws.records.transitions).toBe(2 * BURST);
}, 300_000);

it("100 tasks of one second are emitted within 30 s under Pipedream's limit, though SNS delivers in bursts", async () => {
  world = await startWorkers({ throttleBurst: 25 }, { rateLimit: true, workers: 4 });
  const source = await world.deploy();
  for (let i = 0; i < 100; i += 5) {
    await Promise.all(Array.from({ length: 5 }, () => scheduled(source, HOUR)));
    await world.advance(1_000);
  }
  await world.advance(HOUR - (Date.now() - Date.parse(at(0))) + 30_000);
  expect(source.events).toHaveLength(100);
});
