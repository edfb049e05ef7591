import { PublishCommand } from "@aws-sdk/client-sns";
import { describe, expect, onTestFinished, test } from "vitest";
import { type LocalAwsOptions, startLocalAws } from "../../../local/aws/server.ts";
import { systemClock } from "../../../local/shared/clock.ts";
import { installVirtualTime } from "../../../local/shared/virtual-time.ts";
import { HOUR, SECOND, START, startHarness, startSubscriber, subscribeConfirmed, TOPIC } from "./harness.ts";

const MINUTE = 60 * SECOND;
const BEGIN = START + HOUR;

async function subscribed(options: LocalAwsOptions, policy?: object) {
  const harness = await startHarness(options);
  const subscriber = await startSubscriber();
  await subscribeConfirmed(harness, subscriber, policy);
  // The confirmation was the first delivery under the throttle.
  await harness.clock.advance(HOUR);
  const publish = async (...messages: string[]) => {
    for (const Message of messages) await harness.sns.send(new PublishCommand({ TopicArn: TOPIC, Message }));
    await harness.aws.settled();
  };
  const notifications = () => harness.aws.deliveries.filter(({ type }) => type === "Notification");
  /** Seconds from the beginning of the test to each attempt. */
  const times = () => notifications().map(({ at }) => (at - BEGIN) / SECOND);
  return { ...harness, subscriber, publish, notifications, times };
}

const texts = (count: number) => Array.from({ length: count }, (_, i) => `message ${i}`);

describe("a delivery delay", () => {
  test.each([16 * MINUTE, 45 * MINUTE, 3 * HOUR])(
    "of %i ms holds each message back once; its Timestamp is that of the publish",
    async (minMs) => {
      const { publish, clock, subscriber, notifications } = await subscribed({ deliveryDelay: { minMs } });
      await publish("late");
      await clock.advance(minMs - 1);
      expect(subscriber.received).toEqual([]);
      await clock.advance(24 * HOUR);
      expect(notifications()).toMatchObject([{ at: BEGIN + minMs, attempt: 1, outcome: "delivered" }]);
      expect(subscriber.received[0]?.body.Timestamp).toBe(new Date(BEGIN).toISOString());
    },
  );

  test("of a range is drawn from its seed, so that messages overtake each other the same way each time", async () => {
    const deliveryDelay = { minMs: 10 * MINUTE, maxMs: 2 * HOUR, seed: 7 };
    const orders = [];
    for (let run = 0; run < 2; run++) {
      const { publish, clock, subscriber, times } = await subscribed({ deliveryDelay });
      await publish(...texts(8));
      await clock.advance(2 * HOUR);
      orders.push(subscriber.received.map(({ body }) => body.Message));
      expect(times()).toHaveLength(8);
      expect(Math.min(...times())).toBeGreaterThanOrEqual(600);
      expect(new Set(times()).size).toBe(8);
    }
    expect(orders[0]).toEqual(orders[1]);
    expect(orders[0]).not.toEqual(texts(8));
  });

  test("leaves the confirmation alone, and the whole hour of retries", async () => {
    const healthyRetryPolicy = { minDelayTarget: 1_200, maxDelayTarget: 1_200, numRetries: 10 };
    const options = { deliveryDelay: { minMs: 3 * HOUR } };
    const { publish, clock, subscriber, times } = await subscribed(options, { healthyRetryPolicy });
    subscriber.statuses.push(...Array<number>(10).fill(503));
    await publish("late");
    await clock.advance(24 * HOUR);
    expect(times()).toEqual([10_800, 12_000, 13_200, 14_400]);
  });

  test("without an order of its bounds is refused", async () => {
    await expect(startLocalAws({ deliveryDelay: { minMs: 2, maxMs: 1 } })).rejects.toThrow(/minMs .* maxMs/);
  });
});

describe("a throttle with a burst", () => {
  const throttlePolicy = { maxReceivesPerSecond: 8 };

  test("sends several messages at the same instant, and keeps the average", async () => {
    const { publish, clock, times } = await subscribed({ throttleBurst: 16 }, { throttlePolicy });
    await publish(...texts(80));
    await clock.advance(MINUTE);
    const counts = new Map<number, number>();
    for (const at of times()) counts.set(at, (counts.get(at) ?? 0) + 1);
    expect([...counts]).toEqual([0, 2, 4, 6, 8].map((at) => [at, 16]));
  });

  test("begins anew after a pause, and does not save up what was not used", async () => {
    const { publish, clock, times } = await subscribed({ throttleBurst: 2 }, { throttlePolicy });
    await publish("a");
    await clock.advance(MINUTE);
    await publish("b", "c", "d");
    await clock.advance(SECOND);
    expect(times()).toEqual([0, 60, 60, 60.25]);
  });

  test("does not count the wait of a retry towards the hour", async () => {
    const policy = {
      throttlePolicy: { maxReceivesPerSecond: 1 },
      healthyRetryPolicy: { minDelayTarget: 1_200, maxDelayTarget: 1_200, numRetries: 3 },
    };
    const { publish, clock, subscriber, notifications } = await subscribed({}, policy);
    subscriber.statuses.push(503);
    await publish("first");
    await clock.advance(1_199 * SECOND);
    subscriber.statuses.push(...Array<number>(20).fill(200), 503, 503);
    await publish(...texts(20));
    await clock.advance(3 * HOUR);
    const attempts = notifications().filter(({ body }) => body.includes('"first"'));
    expect(attempts.map(({ at, status }) => [(at - BEGIN) / SECOND, status])).toEqual([
      [0, 503],
      [1_219, 503],
      [2_419, 503],
      [3_619, 200],
    ]);
  });
});

test("an answer that takes too long on the clock is retried, while the first request is still open", async () => {
  const time = installVirtualTime(START);
  const subscriber = await startSubscriber();
  const harness = await startHarness({ timeOutOnClock: true, clock: systemClock });
  onTestFinished(() => time.uninstall());
  await time.during(subscribeConfirmed(harness, subscriber));
  subscriber.statuses.push("never");
  const publishing = harness.sns.send(new PublishCommand({ TopicArn: TOPIC, Message: "hello" }));
  await time.during(publishing);
  await time.advance(MINUTE);
  const attempts = harness.aws.deliveries.filter(({ type }) => type === "Notification");
  expect(attempts).toMatchObject([
    { error: "No answer within 15000 ms", outcome: "will be retried" },
    { status: 200, outcome: "delivered" },
  ]);
  expect(Number(attempts[1]?.at) - Number(attempts[0]?.at)).toBe(35 * SECOND);
});
