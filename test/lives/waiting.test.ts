import { afterEach, expect, it } from "vitest";
import { at, post, startWorld, type World } from "./world.ts";

let world: World;
afterEach(() => world.close());

it("defect 30: a throttled request is repeated, and then answered with 429", async () => {
  world = await startWorld();
  const source = await world.deploy();
  const before = world.aws.calls.length;
  world.aws.intercept = ({ action }) =>
    action === "StartExecution"
      ? { status: 400, code: "ThrottlingException", message: "slow down" }
      : undefined;
  const { status, headers, body } = await post(source, "/schedule", { timestamp: at(60_000), message: 1 });
  expect([status, body.error.code]).toEqual([429, "throttled"]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect(world.aws.calls.length - before).toBe(3);
});

it("a new role is waited for until Step Functions can assume it", async () => {
  world = await startWorld({ rolePropagationMs: 30_000 });
  const source = await world.deploy();
  const creations = world.aws.calls.filter(({ action }) => action === "CreateStateMachine");
  expect(creations.at(0)?.error).toBe("AccessDeniedException");
  expect(creations.at(-1)?.error).toBeUndefined();
  expect(creations.at(-1)?.at).toBeGreaterThanOrEqual((creations.at(0)?.at ?? 0) + 30_000);
  expect(source.active).toBe(true);
});
