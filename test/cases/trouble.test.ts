import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ApiCall, Fault } from "../../local/aws/call.ts";
import { at, post, START, startWorld, type World } from "../lives/world.ts";
import { activationError, logsOf } from "./given.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const FAULTS: Readonly<Record<string, (call: ApiCall) => Fault>> = {
  "500": () => ({ status: 500, code: "InternalFailure", message: "down" }),
  "503": () => ({ status: 503, code: "ServiceUnavailable", message: "busy" }),
  "a throttle": ({ service }) => ({
    status: 400,
    code: service === "states" ? "ThrottlingException" : "Throttling",
    message: "Rate exceeded",
  }),
  "a closed connection": () => ({ refuse: true }),
  "a lost answer": () => ({ dropAnswer: true }),
};

const STEPS = [
  ["CreateTopic", "create the SNS topic"],
  ["CreateRole", "create the IAM role"],
  ["PutRolePolicy", "put the policy on the IAM role"],
  ["SendTaskSuccess", "check whether tasks can be claimed"],
  ["CreateStateMachine", "create the Step Functions state machine"],
  ["Subscribe", "subscribe the endpoint to the SNS topic"],
] as const;

/** Calls of that name go wrong from the first on, for so long. */
function troubleFor(ms: number, name: string, fault: (call: ApiCall) => Fault): World["aws"]["intercept"] {
  let end: number | undefined;
  return (call) => {
    if (call.action !== name) return undefined;
    end ??= Date.now() + ms;
    return Date.now() < end ? fault(call) : undefined;
  };
}

describe.each(STEPS)("while AWS has trouble with %s", (action, step) => {
  it.each(Object.keys(FAULTS))("(%s) for 20 s, an activation goes on", async (name) => {
    world.aws.intercept = troubleFor(20_000, action, FAULTS[name] as (call: ApiCall) => Fault);
    const source = await world.deploy();
    world.aws.intercept = undefined;
    expect(source.active).toBe(true);
    await post(source, "/schedule", { timestamp: at(Date.now() - START), message: 1 });
    await world.advance(2_000);
    expect(source.events).toHaveLength(1);
    await source.delete();
    await world.advance(60_000);
    expect(await world.resources()).toEqual([]);
  });

  it("for longer, it says for how long it has tried, and leaves nothing", async () => {
    const before = Date.now();
    const trouble = troubleFor(3_600_000, action, FAULTS["500"] as (call: ApiCall) => Fault);
    const error = await activationError(world, trouble);
    const [, seconds] = new RegExp(`^Could not ${step} in (\\d+) s: `).exec(error.message) ?? [];
    expect(Number(seconds)).toBeGreaterThanOrEqual(20);
    expect(Number(seconds)).toBeLessThanOrEqual(60);
    expect(Date.now() - before).toBeLessThan(300_000);
    // Nobody knows what became of a first call that was not answered.
    const left = action === "CreateTopic" ? /Left behind: perhaps the topic/ : /^((?!Left behind).)*$/;
    expect(error.message).toMatch(left);
    await world.advance(60_000);
    expect(await world.resources()).toEqual([]);
  });
});

describe("what AWS refuses", () => {
  it.each(STEPS)("at %s is not tried again", async (action) => {
    const calls: number[] = [];
    await activationError(world, (call) => {
      if (call.action !== action) return undefined;
      calls.push(Date.now());
      return { status: 400, code: "ValidationException", message: "no" };
    });
    expect((calls.at(-1) ?? 0) - (calls[0] ?? 0)).toBeLessThan(1_000);
  });
});

describe("a deactivation", () => {
  it.each(["DeleteStateMachine", "DeleteRolePolicy", "DeleteRole", "Unsubscribe", "DeleteTopic"])(
    "goes on where AWS has trouble with %s for 10 s, and leaves nothing",
    async (action) => {
      const source = await world.deploy();
      world.aws.intercept = troubleFor(10_000, action, FAULTS["500"] as (call: ApiCall) => Fault);
      await source.delete();
      world.aws.intercept = undefined;
      await world.advance(60_000);
      expect(await world.resources()).toEqual([]);
    },
  );

  it("that cannot reach AWS at all ends in time, says what is left, and goes on the next time", async () => {
    const source = await world.deploy();
    world.aws.intercept = (call) => FAULTS["500"]?.(call);
    const before = Date.now();
    await source.deactivate();
    expect(Date.now() - before).toBeLessThan(300_000);
    expect(logsOf(source)).toMatch(/AWS did not say whether tasks are pending/);
    world.aws.intercept = undefined;
    await source.activate();
    await source.delete();
    await world.advance(60_000);
    expect(await world.resources()).toEqual([]);
  });
});
