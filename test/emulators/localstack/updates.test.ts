import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginLife, inSeconds, type Life, sleep } from "../life.ts";

let life: Life;
beforeAll(async () => {
  life = await beginLife("localstack");
});
afterAll(() => life?.stage.close());

describe("an update", () => {
  it("with a task pending keeps everything, and the task, twice", async () => {
    const before = await life.resources();
    const { body } = await life.schedule({ timestamp: inSeconds(12), message: "kept", id: "kept" });
    for (let i = 0; i < 2; i++) {
      await life.source.update();
      expect(await life.resources()).toEqual(before);
      expect(await life.describe(body.executionArn)).toMatchObject({ status: "RUNNING" });
    }
    expect(await life.emitted(body.executionArn)).toMatchObject([{ message: "kept" }]);
    await sleep(1_000);
    expect(life.eventsOf(body.executionArn)).toHaveLength(1);
    await life.idle();
  });

  it("without one begins anew, under names never used before, twice", async () => {
    const seen = new Set(await life.resources());
    for (let i = 0; i < 2; i++) {
      await life.source.update();
      const arns = await life.resources();
      expect(arns).toHaveLength(4);
      expect(arns.filter((arn) => seen.has(arn))).toEqual([]);
      for (const arn of arns) seen.add(arn);
      const { body } = await life.schedule({ timestamp: inSeconds(0), message: i, id: "same" });
      expect(await life.emitted(body.executionArn)).toMatchObject([{ message: i }]);
      await life.idle();
    }
  });

  it("leaves nothing once the source is deleted", async () => {
    await life.idle();
    await life.source.delete();
    expect(await life.resources()).toEqual([]);
    expect(life.errors()).toEqual([]);
  });
});
