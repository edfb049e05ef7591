import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { knownFault } from "../known-faults.ts";
import { beginLife, eventually, inSeconds, type Life, sleep } from "../life.ts";
import { causeIsDropped, stoppedTaskIsOpen, waitingTaskIsNotStopped } from "./faults.ts";

let life: Life;
beforeAll(async () => {
  life = await beginLife("localstack");
});
afterAll(() => life?.stage.close());

const FINISHED = { status: 409, body: { error: { code: "already_finished" } } };
const NOT_FOUND = { status: 404, body: { error: { code: "execution_not_found" } } };

describe("a task that waits", () => {
  it.concurrent.each(["id", "executionArn"] as const)(
    "named by its %s is cancelled, and not emitted",
    async (key) => {
      // A busy machine has cancelled it by then.
      const timestamp = inSeconds(10);
      const { body } = await life.schedule({ timestamp, message: 1, id: `by-${key}` });
      const { executionArn } = body;
      await life.waits(executionArn);
      const named = key === "id" ? { id: `by-${key}` } : { executionArn };
      expect(await life.cancel(named)).toMatchObject({ status: 200, body: { executionArn } });
      expect(await life.describe(executionArn)).toMatchObject({ status: "ABORTED" });
      expect(await life.cancel(named)).toMatchObject(FINISHED);
      await sleep(Date.parse(timestamp) + 1_500 - Date.now());
      expect(life.eventsOf(executionArn)).toEqual([]);
    },
  );

  it("is stopped with a mark of who cancelled it", async () => {
    const { body } = await life.schedule({ timestamp: inSeconds(600), message: 1 });
    await life.waits(body.executionArn);
    await life.cancel({ executionArn: body.executionArn });
    const mark = { cancelledBy: expect.any(String) };
    const { executionAbortedEventDetails } = (await life.history(body.executionArn)).at(-1);
    expect(JSON.parse(executionAbortedEventDetails.cause)).toEqual(mark);
    const { cause = "null" } = await life.describe(body.executionArn);
    await knownFault(causeIsDropped, () => expect(JSON.parse(cause)).toEqual(mark));
  });
});

describe("a task", () => {
  it("that was emitted cannot be cancelled", async () => {
    const { body } = await life.schedule({ timestamp: inSeconds(0), message: 1, id: "emitted" });
    expect(await life.emitted(body.executionArn)).toHaveLength(1);
    expect(await life.cancel({ id: "emitted" })).toMatchObject(FINISHED);
  });

  it("that never was cannot be cancelled, nor one of another machine", async () => {
    expect(await life.cancel({ id: "never" })).toMatchObject(NOT_FOUND);
    const executionArn = "arn:aws:states:us-east-1:000000000000:execution:another:one";
    expect(await life.cancel({ executionArn })).toMatchObject(NOT_FOUND);
  });
});

describe("a task that was published to an inactive source", () => {
  it("is cancelled by the source when that is active again, and ends", async () => {
    life.source.outage = "inactive";
    const { executionArn } = await published();
    life.source.outage = undefined;
    const { status } = await life.cancel({ executionArn });
    await knownFault(waitingTaskIsNotStopped, () => expect(status).toBe(200));
    expect(status).toBe(503);
    const described = await life.describe(executionArn);
    await knownFault(waitingTaskIsNotStopped, () => expect(described.status).toBe("ABORTED"));
    // As it is still open here, it can be ended by its token, so that it holds up nothing.
    const taskToken = await tokenOf(executionArn);
    const answer = life.stage.boto.call("stepfunctions", "send_task_success", { taskToken, output: "{}" });
    await knownFault(stoppedTaskIsOpen, () => expect(answer).rejects.toThrow());
  });

  it("leaves nothing once the source is deleted", async () => {
    await life.idle();
    await life.source.delete();
    expect(await life.resources()).toEqual([]);
  });
});

/** A task whose message has been taken from SNS, and not claimed. */
async function published() {
  const { requests } = life.source;
  const { length } = requests;
  // Its request goes to an endpoint that does not run the source, so the machine is asked without it.
  const stateMachineArn = (await life.resources()).find((arn) => arn.includes(":stateMachine:"));
  const task = { timestamp: inSeconds(0), message: 1 };
  const input = JSON.stringify({ waitUntil: "2020-01-01T00:00:00Z", task });
  const started = await life.stage.boto.call("stepfunctions", "start_execution", { stateMachineArn, input });
  expect(await eventually(() => requests.length > length)).toBe(true);
  return started;
}

async function tokenOf(executionArn: string): Promise<string> {
  const scheduled = (await life.history(executionArn)).find(({ type }) => type === "TaskScheduled");
  return JSON.parse(scheduled.taskScheduledEventDetails.parameters).Message.taskToken;
}
