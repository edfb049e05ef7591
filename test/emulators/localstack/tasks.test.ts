import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../boto.ts";
import { knownFault } from "../known-faults.ts";
import { beginLife, inSeconds, type Life, post, sleep } from "../life.ts";
import { publishedEarly } from "./faults.ts";

/** What came a second time would have come by then. */
const REPETITION_MS = 1_000;

let life: Life;
beforeAll(async () => {
  life = await beginLife("localstack");
});
afterAll(() => life?.stage.close());

describe("tasks of one moment", () => {
  const messages: Readonly<Record<string, unknown>> = {
    "an object": { name: "Luke", nested: [{ deep: [1.5, -2, 1e-7, true] }], empty: {} },
    "a string": 'with "quotes", \\ backslashes,\nlines and \u2028',
    null: null,
    false: false,
    "the empty string": "",
    zero: 0,
    unicode: "Ærøskøbing 北京 🚀 \u0000 \ud83d\udc69\u200d\ud83d\ude80",
    "200 KB": "0123456789".repeat(20_480),
  };
  let timestamp: string;
  let due: number;
  const arns: Record<string, string> = {};

  beforeAll(async () => {
    // Also a busy machine has sent them by then.
    timestamp = inSeconds(10);
    due = Date.parse(timestamp);
    for (const [name, message] of Object.entries(messages)) {
      const { status, body } = await life.schedule({ timestamp, message });
      expect(status).toBe(200);
      arns[name] = body.executionArn;
    }
    for (const arn of Object.values(arns)) await life.emitted(arn);
    await sleep(REPETITION_MS);
  });

  it.each(Object.entries(messages))("%s is emitted once, unchanged", (name, message) => {
    const executionArn = arns[name] ?? "";
    expect(life.eventsOf(executionArn)).toEqual([{ executionArn, timestamp, message }]);
  });

  it("are each claimed by the message that SNS was given", async () => {
    for (const arn of Object.values(arns)) {
      const { status, output } = await life.describe(arn);
      const submitted = (await life.history(arn)).find(({ type }) => type === "TaskSubmitted");
      const { MessageId } = JSON.parse(submitted.taskSubmittedEventDetails.output);
      expect([status, JSON.parse(output)]).toEqual(["SUCCEEDED", { claimedBy: MessageId }]);
    }
  });

  it("are not emitted before it", () => {
    const times = life.source.events.map(({ id }) => Number(id.split("-")[0]));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(due);
  });

  it("are not published before it", async () => {
    const histories = await Promise.all(Object.values(arns).map((arn) => life.history(arn)));
    const exits = histories.flat().filter(({ type }) => type === "WaitStateExited");
    expect(exits).toHaveLength(Object.keys(messages).length);
    const times = exits.map((exit: Answer) => Date.parse(exit.timestamp));
    await knownFault(publishedEarly, () => expect(Math.min(...times)).toBeGreaterThanOrEqual(due));
  });
});

describe("a task", () => {
  it("that is due in the past is emitted at once", async () => {
    const { body } = await life.schedule({ timestamp: "1999-12-31T23:59:59+14:00", message: 1 });
    expect(await life.emitted(body.executionArn)).toMatchObject([{ timestamp: "1999-12-31T09:59:59.000Z" }]);
  });

  it("that is scheduled again with its id stays one task, and its id is taken", async () => {
    const task = { timestamp: inSeconds(2), message: { a: 1, b: 2 }, id: "order-1" };
    const first = await life.schedule(task);
    const again = await life.schedule({ ...task, message: { b: 2, a: 1 } });
    expect(again).toEqual({ status: 200, body: first.body });
    const taken = { status: 409, body: { error: { code: "id_in_use" } } };
    expect(await life.schedule({ ...task, message: "another" })).toMatchObject(taken);
    await life.emitted(first.body.executionArn);
    await sleep(REPETITION_MS);
    expect(life.eventsOf(first.body.executionArn)).toHaveLength(1);
    expect(await life.schedule(task)).toMatchObject(taken);
  });

  it.each([
    ["too far ahead", 400, () => ({ timestamp: inSeconds(366 * 86_400), message: 1 })],
    ["too large", 413, () => ({ timestamp: inSeconds(1), message: "x".repeat(262_144) })],
  ])("that is %s is answered %i and leaves no trace", async (_, status, task) => {
    const before = await executions();
    expect((await life.schedule(task())).status).toBe(status);
    expect(await executions()).toEqual(before);
  });

  it("without the secret is answered 401 and leaves no trace", async () => {
    const before = await executions();
    const task = { timestamp: inSeconds(1), message: 1 };
    expect((await post(life.source, "/schedule", task)).status).toBe(401);
    expect(await executions()).toEqual(before);
  });

  it("leaves nothing once the source is deleted", async () => {
    await life.idle();
    await life.source.delete();
    expect(await life.resources()).toEqual([]);
    expect(life.errors()).toEqual([]);
  });
});

async function executions(): Promise<string[]> {
  const stateMachineArn = (await life.resources()).find((arn) => arn.includes(":stateMachine:"));
  const listed = await life.stage.boto.call("stepfunctions", "list_executions", { stateMachineArn });
  return listed.executions.map(({ executionArn }: Answer) => executionArn);
}
