import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recommended } from "../../lives/readme-policies.ts";
import { knownFault } from "../known-faults.ts";
import { get, inSeconds, reschedule } from "../life.ts";
import { pendingHasNoArn, rolePathIsLeftOut, stoppedTaskIsOpen } from "./faults.ts";
import { type MiniStackStage, openMiniStack, type RelayedLife } from "./under-policy.ts";
import { withoutRolePaths } from "./user.ts";

let stage: MiniStackStage;
let life: RelayedLife;
beforeAll(async () => {
  stage = await openMiniStack();
  life = await stage.begin("recommended", withoutRolePaths(recommended));
});
afterAll(() => stage?.close());

describe("the recommended policy", () => {
  it("is enough for a stack", async () => {
    expect(await life.resources()).toHaveLength(4);
  });

  it("is enough for its roles, which have a path", async () => {
    const outcome = await stage.begin("as-written", recommended).then(
      () => "activated",
      (error: Error) => error.message,
    );
    await knownFault(rolePathIsLeftOut, () => expect(outcome).toBe("activated"));
  });

  it("is enough to see SNS deliver", async () => {
    const warnings = life.source.logs.filter((entry) => entry.k === "log" && entry.level === "warn");
    await knownFault(pendingHasNoArn, () => expect(warnings).toEqual([]));
  });

  it("is enough to claim and emit a task", async () => {
    const task = { timestamp: inSeconds(1), message: { name: "Luke" } };
    const { body } = await life.schedule(task);
    expect(await life.emitted(body.executionArn)).toMatchObject([task]);
    const { status, output } = await life.describe(body.executionArn);
    const { MessageId } = life.relay.unsigned.at(-1) ?? {};
    expect([status, JSON.parse(output)]).toEqual(["SUCCEEDED", { claimedBy: MessageId }]);
  });

  it("is enough to cancel one", async () => {
    const { body } = await life.schedule({ timestamp: inSeconds(600), message: 1, id: "cancelled" });
    expect(await life.cancel({ id: "cancelled" })).toMatchObject({ status: 200 });
    const { status, cause } = await life.describe(body.executionArn);
    expect([status, JSON.parse(cause)]).toEqual(["ABORTED", { cancelledBy: expect.any(String) }]);
  });

  it("is enough to give one another time, and to find it by its id then", async () => {
    const { body } = await life.schedule({ timestamp: inSeconds(600), message: "moved", id: "moved" });
    const moved = await reschedule(life.source, { id: "moved", timestamp: inSeconds(1) });
    expect(moved).toMatchObject({ status: 200, body: { replaced: body.executionArn } });
    expect(await life.emitted(moved.body.executionArn)).toMatchObject([{ message: "moved" }]);
    expect(await life.describe(body.executionArn)).toMatchObject({ status: "ABORTED" });
    expect(await get(life.source, "/tasks/moved")).toMatchObject({ body: { status: "emitted" } });
    expect((await get(life.source, "/tasks?status=emitted")).status).toBe(200);
  });

  it("is enough to cancel one that was published to an inactive source, which closes it", async () => {
    life.source.outage = "inactive";
    const stateMachineArn = (await life.resources()).find((arn) => arn.includes(":stateMachine:"));
    const input = JSON.stringify({
      waitUntil: "2020-01-01T00:00:00Z",
      task: { timestamp: inSeconds(0), message: 1 },
    });
    const { length } = life.relay.unsigned;
    const { executionArn } = await stage.boto.call("stepfunctions", "start_execution", {
      stateMachineArn,
      input,
    });
    await expect.poll(() => life.relay.unsigned.length).toBeGreaterThan(length);
    life.source.outage = undefined;
    expect(await life.cancel({ executionArn })).toMatchObject({ status: 200 });
    expect(await life.describe(executionArn)).toMatchObject({ status: "ABORTED" });
    const { taskToken } = JSON.parse(life.relay.unsigned.at(-1)?.Message ?? "");
    const answer = stage.boto.call("stepfunctions", "send_task_success", { taskToken, output: "{}" });
    await knownFault(stoppedTaskIsOpen, () => expect(answer).rejects.toThrow());
  });

  it("is enough to leave nothing", async () => {
    await life.idle();
    await life.source.delete();
    expect(await life.resources()).toEqual([]);
    expect(life.errors()).toEqual([]);
  });
});
