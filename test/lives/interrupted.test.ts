import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fault } from "../../local/aws/call.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { post, startWorld, type World } from "./world.ts";

/** More calls than any hook makes. */
const MANY = 40;

let world: World;
afterEach(() => world.close());

const resourcesOf = async ({ id }: LocalSource) =>
  (await world.resources()).filter((arn) => arn.includes(id)).map((arn) => arn.split(":")[2]);
const WHOLE = ["iam", "states", "sns", "sns"];

async function requireWorking(source: LocalSource): Promise<void> {
  expect(await resourcesOf(source)).toEqual(WHOLE);
  const { status } = await post(source, "/schedule", { timestamp: new Date().toISOString(), message: 1 });
  expect(status).toBe(200);
  await world.advance(10_000);
  expect(source.events).toHaveLength(1);
}

describe.each(["snapshot", "write-through"] as const)(
  "with a db that is %s",
  { timeout: 30_000 },
  (dbMode) => {
    beforeEach(async () => {
      world = await startWorld({}, { dbMode, tellProcesses: true });
    });

    it.each(["before", "after"] as const)(
      "an activation killed %s any of its calls is completed by the next one",
      async (when) => {
        let n = 1;
        for (; n < MANY; n++) {
          const source = await world.deployInVain();
          const wasKilled = world.killAt(source, n, when);
          const outcome = await source.activate().catch((error) => error);
          if (!wasKilled()) break;
          expect(String(outcome)).toContain("crashed");
          await world.advance(n % 2 === 0 ? 0 : 120_000);
          await source.activate();
          await requireWorking(source);
        }
        expect(n).toBeGreaterThan(8);
      },
    );

    it.each(["before", "after"] as const)(
      "an activation killed %s any of its calls leaves nothing if the source is deleted instead",
      async (when) => {
        for (let n = 1; n < MANY; n++) {
          const source = await world.deployInVain();
          const wasKilled = world.killAt(source, n, when);
          await source.activate().catch(() => {});
          if (!wasKilled()) break;
          await source.delete();
          await world.advance(120_000);
          expect(await resourcesOf(source)).toEqual([]);
        }
      },
    );

    it.each(["before", "after"] as const)(
      "a deactivation killed %s any of its calls is completed by the next one, or undone by an activation",
      async (when) => {
        let n = 1;
        for (; n < MANY; n++) {
          const source = await world.deploy();
          const wasKilled = world.killAt(source, n, when);
          await source.deactivate().catch(() => {});
          if (!wasKilled()) break;
          world.aws.intercept = undefined;
          if (n % 2 === 0) {
            await source.update();
            await world.advance(120_000);
            await requireWorking(source);
          }
          await source.delete();
          await world.advance(120_000);
          expect(await resourcesOf(source)).toEqual([]);
        }
        expect(n).toBeGreaterThan(8);
      },
    );
  },
);

describe("an activation", () => {
  const denied: Fault = {
    status: 400,
    code: "AccessDenied",
    message: "User: u is not authorized to perform: some:Action on resource: r",
  };
  const faults: Record<string, Fault> = {
    "access denied": denied,
    throttling: { status: 400, code: "ThrottlingException", message: "Rate exceeded" },
    "an internal error": { status: 500, code: "InternalFailure", message: "oh" },
    "a lost answer": { dropAnswer: true },
  };
  const steps: Record<string, string> = {
    CreateTopic: "create the SNS topic",
    CreateRole: "create the IAM role",
    PutRolePolicy: "put the policy on the IAM role",
    SendTaskSuccess: "check whether tasks can be claimed",
    DescribeExecution: "check whether tasks can be claimed",
    StopExecution: "check whether tasks can be claimed",
    CreateStateMachine: "create the Step Functions state machine",
    Subscribe: "subscribe the endpoint to the SNS topic",
  };
  const rows = Object.keys(steps).flatMap((action) =>
    Object.keys(faults).map((fault) => [action, fault] as const),
  );

  it.each(rows)("that fails at %s with %s says where and why, and leaves nothing", async (action, name) => {
    world = await startWorld();
    const source = await world.deployInVain();
    // A passing problem is outlasted for half a minute.
    const until = Date.now() + 40_000;
    world.aws.intercept = (call) => (call.action === action && Date.now() < until ? faults[name] : undefined);
    const error = await source.activate().catch((thrown) => thrown);
    world.aws.intercept = undefined;
    await world.advance(120_000);
    // What AWS answered to a repetition, or that there is no permission to claim, may be enough to go on.
    if (!error) {
      expect(["a lost answer", "access denied"]).toContain(name);
      return requireWorking(source);
    }
    expect(error.cause.name).toBe("ConfigurationError");
    expect(error.cause.message).toContain(`Could not ${steps[action]}`);
    if (name === "access denied")
      expect(error.cause.message).toContain("the policy of the AWS user lacks some:Action");
    // Whether a topic is there of which AWS never spoke, nobody knows.
    if (action === "CreateTopic" && name !== "access denied") {
      expect(error.cause.message).toContain("Left behind: perhaps the topic");
      await source.delete();
      await world.advance(120_000);
      return expect(await resourcesOf(source)).toEqual([]);
    }
    expect(error.cause.message).not.toContain("Left behind");
    expect(await resourcesOf(source)).toEqual([]);
    await source.activate();
    await requireWorking(source);
  });
});
