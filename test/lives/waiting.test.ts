import { describe, expect, it } from "vitest";
import { post, startRealTimeWorld } from "./world.ts";

describe("a throttled request", { timeout: 20_000 }, () => {
  it("defect 30: is repeated, and then answered with 429", async () => {
    const world = await startRealTimeWorld({ rolePropagationMs: 0 });
    const source = await world.deploy();
    const before = world.aws.calls.length;
    world.aws.intercept = ({ action }) =>
      action === "StartExecution"
        ? { status: 400, code: "ThrottlingException", message: "slow down" }
        : undefined;
    const { status, headers, body } = await post(source, "/schedule", {
      timestamp: new Date().toISOString(),
      message: 1,
    });
    expect([status, body.error.code]).toEqual([429, "throttled"]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(world.aws.calls.length - before).toBe(3);
    await world.close();
  });
});

describe("a new role", { timeout: 20_000 }, () => {
  it("is waited for until Step Functions can assume it", async () => {
    const world = await startRealTimeWorld({ rolePropagationMs: 1_500 });
    const source = await world.deploy();
    const creations = world.aws.calls.filter(({ action }) => action === "CreateStateMachine");
    expect(creations.map(({ error }) => error)).toEqual([
      "AccessDeniedException",
      "AccessDeniedException",
      undefined,
    ]);
    expect(source.active).toBe(true);
    await world.close();
  });
});
