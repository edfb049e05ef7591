import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fault } from "../../local/aws/call.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { post, startWorld, type World } from "./world.ts";

const WHOLE = ["iam", "states", "sns", "sns"];
const SECOND = 1_000;

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const resourcesOf = async ({ id }: LocalSource) =>
  (await world.during(world.resources()))
    .filter((arn) => arn.includes(id))
    .map((arn) => arn.split(":")[2] ?? "");

async function requireWorking(source: LocalSource, resources = WHOLE): Promise<void> {
  expect(await resourcesOf(source)).toEqual(resources);
  const { status } = await post(source, "/schedule", { timestamp: new Date().toISOString(), message: 1 });
  expect(status).toBe(200);
  await world.advance(10 * SECOND);
  expect(source.events).toHaveLength(1);
}

const FAULTS = {
  "access denied": {
    status: 400,
    code: "AccessDenied",
    message: "User: u is not authorized to perform: some:Action on resource: r",
  },
  throttling: { status: 400, code: "ThrottlingException", message: "Rate exceeded" },
  "an internal error": { status: 500, code: "InternalFailure", message: "oh" },
  "no connection": { refuse: true },
  "lost answers": { dropAnswer: true },
} satisfies Record<string, Fault>;
type FaultName = keyof typeof FAULTS;
const MAY_HAVE_EFFECT: readonly FaultName[] = ["an internal error", "no connection", "lost answers"];

/** What an activation says that it could not do, by the call. */
const STEPS = {
  CreateTopic: "create the SNS topic",
  CreateRole: "create the IAM role",
  PutRolePolicy: "put the policy on the IAM role",
  SendTaskSuccess: "check whether tasks can be claimed",
  DescribeExecution: "check whether tasks can be claimed",
  StopExecution: "check whether tasks can be claimed",
  CreateStateMachine: "create the Step Functions state machine",
  Subscribe: "subscribe the endpoint to the SNS topic",
  GetSubscriptionAttributes: "subscribe the endpoint to the SNS topic",
  ListSubscriptionsByTopic: "subscribe the endpoint to the SNS topic",
};
type Action = keyof typeof STEPS;

/** Without the permission for these an activation does without. */
const DISPENSABLE: readonly Action[] = [
  "SendTaskSuccess",
  "DescribeExecution",
  "StopExecution",
  "GetSubscriptionAttributes",
  "ListSubscriptionsByTopic",
];

function failing(action: string, fault: Fault): void {
  world.aws.intercept = (call) => (call.action === action ? fault : undefined);
}

const everyFault = Object.keys(FAULTS) as FaultName[];
const everyCall = Object.keys(STEPS) as Action[];
const rows = everyCall.flatMap((action) => everyFault.map((fault) => [action, fault] as const));
const isDispensable = ([action, fault]: readonly [Action, FaultName]) =>
  fault === "access denied" && DISPENSABLE.includes(action);

describe("an activation", () => {
  it.each(rows.filter((row) => !isDispensable(row)))(
    "that fails at %s with %s says where and why, and leaves nothing",
    async (action, name) => {
      const source = await world.deployInVain();
      failing(action, FAULTS[name]);
      const { cause } = await source.activate().catch((thrown) => thrown);
      world.aws.intercept = undefined;
      await world.advance(120 * SECOND);
      expect(cause.name).toBe("ConfigurationError");
      expect(cause.message).toContain(`Could not ${STEPS[action]}`);
      if (name === "access denied")
        expect(cause.message).toContain("the policy of the AWS user lacks some:Action");
      else expect(cause.message).toMatch(/ in (2\d|3\d) s: /);
      // While nobody hears what becomes of a topic, nobody can tell whether it is there.
      const mayBeThere = action === "CreateTopic" && MAY_HAVE_EFFECT.includes(name);
      const [, left = "nothing"] = /Left behind: (.*?) \(/.exec(cause.message) ?? [];
      expect(left).toMatch(mayBeThere ? /^perhaps the topic / : /^nothing$/);
      const isThere = action === "CreateTopic" && name === "lost answers";
      expect(await resourcesOf(source)).toEqual(isThere ? ["sns"] : []);
      await source.activate();
      await requireWorking(source, isThere ? [...WHOLE, "sns"] : WHOLE);
      await source.delete();
      await world.advance(120 * SECOND);
      expect(await resourcesOf(source)).toEqual([]);
    },
  );

  it.each(rows.filter(isDispensable))("does without %s after %s", async (action, name) => {
    const source = await world.deployInVain();
    failing(action, FAULTS[name]);
    await source.activate();
    await requireWorking(source);
  });

  it.each(everyFault.filter((name) => name !== "access denied"))(
    "of a source that is there, which cannot look at its state machine for %s, leaves all as it is",
    async (name) => {
      const source = await world.deploy();
      const { body } = await post(source, "/schedule", {
        timestamp: new Date(Date.now() + 3_600_000).toISOString(),
        message: 1,
      });
      failing("DescribeStateMachine", FAULTS[name]);
      const { cause } = await source.update().catch((thrown) => thrown);
      expect(cause.message).toContain("Could not look at the Step Functions state machine in ");
      expect((await resourcesOf(source)).filter((service) => service !== "states").toSorted()).toEqual(
        WHOLE.filter((service) => service !== "states"),
      );
      world.aws.intercept = undefined;
      await source.activate();
      await world.advance(3_700_000);
      expect(source.events).toMatchObject([{ e: { executionArn: body.executionArn } }]);
    },
  );

  it("whose answer to CreateRole is lost waits until IAM knows the role everywhere", async () => {
    await world.close();
    world = await startWorld({ iamLagMs: 5 * SECOND });
    const source = await world.deployInVain();
    let left = 1;
    world.aws.intercept = ({ action }) =>
      action === "CreateRole" && left-- > 0 ? { dropAnswer: true } : undefined;
    await source.activate();
    await requireWorking(source);
  });

  it("that cannot set the trust policy of a role back removes the role, which it may have made", async () => {
    const source = await world.deployInVain();
    let left = 1;
    world.aws.intercept = ({ action }) => {
      if (action === "CreateRole" && left-- > 0) return { dropAnswer: true };
      return action === "UpdateAssumeRolePolicy" ? FAULTS.throttling : undefined;
    };
    const { cause } = await source.activate().catch((thrown) => thrown);
    expect(cause.message).toContain("Could not set the trust policy of the IAM role in ");
    expect(cause.message).not.toContain("Left behind");
    expect(await resourcesOf(source)).toEqual([]);
  });
});
