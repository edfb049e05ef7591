import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { minimum, withCleanUp } from "../../lives/readme-policies.ts";
import { knownFault } from "../known-faults.ts";
import { inSeconds, post } from "../life.ts";
import { unsigned } from "./faults.ts";
import { type MiniStackStage, openMiniStack } from "./under-policy.ts";
import { withoutRolePaths } from "./user.ts";

let stage: MiniStackStage;
beforeAll(async () => {
  stage = await openMiniStack();
});
afterAll(() => stage?.close());

describe.each([
  ["the minimum policy", "minimum", minimum, 4],
  ["the minimum policy with clean-up", "with-clean-up", withCleanUp, 0],
] as const)("%s", (_, user, policy, left) => {
  it(`is enough to schedule and emit a task, not to cancel one, and leaves ${left} resources`, async () => {
    const life = await stage.begin(user, withoutRolePaths(policy));
    const task = { timestamp: inSeconds(1), message: { name: "Luke" }, id: "emitted" };
    const { body } = await life.schedule(task);
    expect(await life.emitted(body.executionArn)).toMatchObject([task]);
    await life.schedule({ ...task, timestamp: inSeconds(600), id: "kept" });
    expect(await life.cancel({ id: "kept" })).toMatchObject({
      status: 502,
      body: { error: { message: expect.stringContaining("states:StopExecution") } },
    });
    await life.source.delete();
    expect(await life.resources()).toHaveLength(left);
  });
});

it("a policy without any of it is refused, and what it lacks first is named", async () => {
  const Statement = [{ Effect: "Allow" as const, Action: "s3:ListAllMyBuckets", Resource: "*" }];
  const begun = stage.begin("nobody", { Version: "2012-10-17", Statement });
  await expect(begun).rejects.toThrow("lacks sns:CreateTopic");
});

it("an unsigned message is refused", async () => {
  const life = await stage.begin("unsigned", withoutRolePaths(minimum));
  await expect.poll(() => life.relay.unsigned, { timeout: 10_000 }).toHaveLength(1);
  const { status } = await post(life.source, "/", life.relay.unsigned[0]);
  await knownFault(unsigned, () => expect(status).toBe(200));
  expect(status).toBe(403);
});
