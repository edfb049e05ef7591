import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PolicyDocument, Statement } from "../../local/aws/iam/policy.ts";
import { LIVES, type LifeName, startPolicyWorld, wholeLife } from "./policy-lives.ts";
import { actionsOf, minimum, recommended, withCleanUp } from "./readme-policies.ts";
import { newCredentials, post, type World } from "./world.ts";

const HOUR = 3_600_000;

let stage: Awaited<ReturnType<typeof startPolicyWorld>>;
let world: World;
beforeAll(async () => {
  stage = await startPolicyWorld();
  world = stage.world;
});
afterAll(() => world.close());

/** The policy, with one action taken away. */
function without(policy: PolicyDocument, action: string): PolicyDocument {
  const statements = [policy.Statement].flat() as Statement[];
  const rest = statements.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((name) => name !== action),
  }));
  return { ...policy, Statement: rest.filter(({ Action }) => Action.length > 0) };
}

/** The life in which an action matters; for all others, the one from activation to deletion. */
const LIFE_OF: Readonly<Record<string, LifeName>> = {
  "states:DescribeStateMachine": "with a deactivation that was killed",
  "sns:ListSubscriptionsByTopic": "whose topic is deleted by hand",
  "sns:GetSubscriptionAttributes": "whose subscription is filtered by hand",
};

describe("the recommended policy", { timeout: 30_000 }, () => {
  const whole = new Map<LifeName, unknown>();
  beforeAll(async () => {
    for (const name of Object.keys(LIVES) as LifeName[])
      whole.set(name, await LIVES[name](recommended, stage));
  });

  it.each<[LifeName, unknown]>([
    [
      "from activation to deletion",
      {
        activation: "activated",
        attributes: {
          SignatureVersion: "2",
          DeliveryPolicy: expect.stringContaining("application/json"),
          ConfirmationWasAuthenticated: "true",
        },
        tasks: { statuses: [200, 200, 200, 200, 409], emitted: ["fires", "kept", "again"] },
        left: [],
      },
    ],
    [
      "with a deactivation that was killed",
      ["arn:aws:states:us-east-1:123456789012:stateMachine:pipedream-scheduled-tasks-dc-2"],
    ],
    ["whose topic is deleted by hand", ["waits"]],
    ["whose subscription is filtered by hand", ["waits"]],
  ])("is enough for a life %s", (name, seen) => {
    expect(whole.get(name)).toEqual(seen);
  });

  it("lets the source say of nothing that it may not", async () => {
    const { logs } = await wholeLife(recommended, stage);
    expect(logs.join()).not.toMatch(/lacks|denies|could not/i);
  });

  it.each(
    actionsOf(recommended).map(
      (action) => [action, LIFE_OF[action] ?? "from activation to deletion"] as const,
    ),
  )("is minimal: without %s something turns out differently in a life %s", async (action, name) => {
    const seen = await LIVES[name](without(recommended, action), stage).catch(String);
    expect(seen).not.toEqual(whole.get(name));
  });
});

describe("the minimum policy", () => {
  it("is enough to activate, schedule, emit, and to be changed", async () => {
    const { seen, logs } = await wholeLife(minimum, stage, false);
    expect(seen).toMatchObject({
      activation: "activated",
      tasks: { statuses: [200, 200, 200, 502, 502], emitted: ["fires", "kept"] },
      left: ["iam", "states", "sns", "sns"],
    });
    expect(logs.join()).toMatch(
      /Plain mode: a task is published once.*denies states:SendTaskSuccess.*lacks states:DeleteStateMachine/s,
    );
  });
});

describe("the minimum policy with clean-up", () => {
  it("leaves nothing behind, and says that it cannot spare what it cannot see", async () => {
    const { seen, logs } = await wholeLife(withCleanUp, stage, false);
    expect(seen).toMatchObject({
      activation: "activated",
      tasks: { statuses: [200, 200, 200, 502, 502], emitted: ["fires"] },
      left: [],
    });
    expect(logs.join()).toContain("denies states:ListExecutions");
  });
});

/** As its documents have them, with what it needs of SNS; they name more resources than the source has. */
const FORMER = {
  creating: ["iam:CreateRole", "iam:PassRole", "iam:PutRolePolicy"],
  deleting: ["iam:DeleteRole", "iam:DeleteRolePolicy", "iam:ListRolePolicies"],
};
const formerPolicy = (role: string[], machine: string[], sns: string[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "IAMRoleManagement",
      Effect: "Allow",
      Action: role,
      Resource: ["arn:aws:iam::123456789012:role/*"],
    },
    {
      Sid: "StateMachineManagement",
      Effect: "Allow",
      Action: machine,
      Resource: ["arn:aws:states:*:*:stateMachine:*"],
    },
    { Effect: "Allow", Action: sns, Resource: ["*"] },
  ],
});

describe("the policies of the component that this one replaces", () => {
  const machine = ["states:CreateStateMachine", "states:StartExecution"];
  const sns = ["sns:CreateTopic", "sns:Subscribe"];
  const deletions = ["states:DeleteStateMachine"];

  it.each([
    ["without deletions", formerPolicy(FORMER.creating, machine, sns), ["iam", "states", "sns", "sns"]],
    [
      "with deletions",
      formerPolicy(
        [...FORMER.creating, ...FORMER.deleting],
        [...machine, ...deletions],
        [...sns, "sns:DeleteTopic", "sns:Unsubscribe"],
      ),
      [],
    ],
  ])("%s are enough to schedule and emit", async (_, policy, left) => {
    const { seen } = await wholeLife(policy, stage, false);
    expect(seen).toMatchObject({ activation: "activated", left });
    expect(seen.tasks?.emitted).toContain("fires");
  });
});

it("docs/permissions.md says of each action of the recommended policy what it is for", () => {
  const page = readFileSync(new URL("../../docs/permissions.md", import.meta.url), "utf8");
  const [, section = ""] = page.split("## What each action is for");
  const rows = (section.split("\n## ")[0] ?? "").matchAll(/^\| (`[^|]+) \|/gm);
  const listed = [...rows].flatMap(([, cell = ""]) => cell.replaceAll("`", "").split(", "));
  expect(listed.toSorted()).toEqual(actionsOf(recommended).toSorted());
});

describe("the minimum policy", () => {
  it("takes over from the recommended one, though a task is pending", async () => {
    const large = newCredentials();
    const small = newCredentials();
    world.aws.users.set(large.aws.$auth.accessKeyId, [recommended]);
    world.aws.users.set(small.aws.$auth.accessKeyId, [minimum]);
    const source = await world.deploy(large);
    const task = { timestamp: new Date(Date.now() + HOUR).toISOString(), message: 1 };
    expect((await post(source, "/schedule", task)).status).toBe(200);
    await source.update({ props: small });
    expect((await post(source, "/schedule", task)).status).toBe(200);
    await world.advance(24 * HOUR);
    expect(source.events).toHaveLength(2);
  });

  it("is enough to see that nobody has confirmed the subscription, and to have SNS ask again", async () => {
    const props = newCredentials();
    world.aws.users.set(props.aws.$auth.accessKeyId, [minimum]);
    world.aws.interceptDelivery = () => ({ delayMs: 40 * 60_000 });
    const source = await world.deploy(props);
    source.outage = "inactive";
    await world.advance(2 * HOUR);
    source.outage = undefined;
    world.aws.interceptDelivery = undefined;
    const task = { timestamp: new Date(Date.now() + HOUR).toISOString(), message: 1 };
    expect((await post(source, "/schedule", task)).status).toBe(200);
    await world.advance(2 * HOUR);
    expect(source.events).toHaveLength(1);
  });
});

it("Ten updates with far tasks, under a policy that cannot see them, are no end of it", async () => {
  const props = newCredentials();
  world.aws.users.set(props.aws.$auth.accessKeyId, [withCleanUp]);
  const source = await world.deploy(props);
  for (let i = 0; i < 12; i++) {
    const task = { timestamp: new Date(Date.now() + 7_000 * HOUR).toISOString(), message: i };
    expect((await post(source, "/schedule", task)).status).toBe(200);
    await source.update();
    await world.advance(HOUR);
  }
});

describe("wrong keys", () => {
  it("are said to be wrong, at once", async () => {
    const source = await world.deployInVain();
    const error = await source.activate().catch((thrown) => thrown);
    expect(error.cause.message).toMatch(/The security token included in the request is invalid\.$/);
  });
});
