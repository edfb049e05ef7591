import {
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishPolicy, trustPolicy } from "../../common/aws/documents.ts";
import type { PolicyDocument, Statement } from "../../local/aws/iam/policy.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { minimum, recommended, withCleanUp } from "./readme-policies.ts";
import { newCredentials, post, startWorld, type World } from "./world.ts";

const HOUR = 3_600_000;

let world: World;
const admin = newCredentials();
beforeAll(async () => {
  world = await startWorld();
  world.aws.users.set(admin.aws.$auth.accessKeyId, [
    { Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
  ]);
});
afterAll(() => world.close());

const clients = () => {
  const config = { endpoint: world.aws.url, region: "us-east-1", credentials: admin.aws.$auth };
  return { iam: new IAMClient(config), sfn: new SFNClient(config), sns: new SNSClient(config) };
};

/** What somebody sees of a whole life of a source under a policy, in an account where older things of its name lie about. */
async function wholeLife(policy: PolicyDocument, { leftovers = true } = {}) {
  const props = newCredentials();
  const source = await world.deployInVain(props);
  world.aws.users.set(props.aws.$auth.accessKeyId, [policy]);
  if (leftovers) await leaveBehind(source);
  const { length } = source.logs;
  const activation = await source.activate().then(
    () => "activated",
    (error) => error.cause.message,
  );
  const kept = activation === "activated" ? await schedulesAndCancels(source) : {};
  const attributes = leftovers && activation === "activated" ? await attributesOf(source) : {};
  await source.delete();
  await world.advance(200_000);
  const left = (await resourcesOf(source)).map((arn) => arn.split(":")[2]);
  const logs = source.logs.slice(length).flatMap((entry) => (entry.k === "log" ? entry.msg : entry.k));
  return JSON.parse(
    JSON.stringify({ activation, kept, attributes, left, logs })
      .replaceAll(source.id, "dc")
      .replaceAll(/127\.0\.0\.1:\d+|AKIA\w+|[0-9a-f]{8}-[0-9a-f-]{27}/g, "…"),
  );
}

async function schedulesAndCancels(source: LocalSource) {
  const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
  const schedule = (seconds: number, id: string) =>
    post(source, "/schedule", { timestamp: inSeconds(seconds), message: 1, id });
  const statuses = [
    (await schedule(10, "fires")).status,
    (await schedule(30, "kept")).status,
    (await schedule(20, "stopped")).status,
  ];
  statuses.push((await post(source, "/cancel", { id: "stopped" })).status);
  await world.advance(12_000);
  statuses.push((await post(source, "/cancel", { id: "fires" })).status);
  await source.update();
  await world.advance(60_000);
  return { statuses, emitted: source.events.map(({ metadata }) => metadata.id) };
}

const resourcesOf = async ({ id }: LocalSource) =>
  (await world.resources("us-east-1", admin.aws.$auth)).filter((arn) => arn.includes(id));

async function leaveBehind({ id, endpoint }: LocalSource): Promise<void> {
  const { iam, sfn, sns } = clients();
  const name = `pipedream-scheduled-tasks-${id}`;
  const { TopicArn = "" } = await sns.send(
    new CreateTopicCommand({ Name: name, Attributes: { SignatureVersion: "1" } }),
  );
  const DeliveryPolicy = JSON.stringify({ requestPolicy: { headerContentType: "text/plain" } });
  await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint: endpoint, Attributes: { DeliveryPolicy } }),
  );
  const role = { RoleName: `${name}-us-east-1`, Path: "/pipedream/" };
  const AssumeRolePolicyDocument = JSON.stringify(trustPolicy(TopicArn));
  const { Role } = await iam.send(new CreateRoleCommand({ ...role, AssumeRolePolicyDocument }));
  const PolicyDocument = JSON.stringify(publishPolicy(TopicArn));
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: role.RoleName,
      PolicyName: "publish-scheduled-tasks",
      PolicyDocument,
    }),
  );
  const definition = JSON.stringify({ StartAt: "a", States: { a: { Type: "Succeed" } } });
  await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn: Role?.Arn }));
  const trust = AssumeRolePolicyDocument.replaceAll("states.amazonaws.com", "ec2.amazonaws.com");
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: role.RoleName, PolicyDocument: trust }));
}

async function attributesOf({ id }: LocalSource) {
  const { sns } = clients();
  const TopicArn = `arn:aws:sns:us-east-1:123456789012:pipedream-scheduled-tasks-${id}`;
  const topic = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const SubscriptionArn = Subscriptions[0]?.SubscriptionArn;
  const subscription = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  const { DeliveryPolicy, ConfirmationWasAuthenticated } = subscription.Attributes ?? {};
  return {
    SignatureVersion: topic.Attributes?.SignatureVersion,
    DeliveryPolicy,
    ConfirmationWasAuthenticated,
  };
}

const actionsOf = ({ Statement }: PolicyDocument) => [Statement].flat().flatMap(({ Action }) => Action);

/** The policy, with one action taken away. */
function without(policy: PolicyDocument, action: string): PolicyDocument {
  const statements = [policy.Statement].flat() as Statement[];
  const rest = statements.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((name) => name !== action),
  }));
  return { ...policy, Statement: rest.filter(({ Action }) => Action.length > 0) };
}

describe("the recommended policy", { timeout: 30_000 }, () => {
  let whole: Awaited<ReturnType<typeof wholeLife>>;
  beforeAll(async () => {
    whole = await wholeLife(recommended);
  });

  it("is enough for everything, also to put right what lies about", () => {
    expect(whole).toMatchObject({
      activation: "activated",
      kept: { statuses: [200, 200, 200, 200, 409], emitted: ["fires", "kept"] },
      attributes: {
        SignatureVersion: "2",
        DeliveryPolicy: expect.stringContaining("application/json"),
        ConfirmationWasAuthenticated: "true",
      },
      left: [],
    });
    expect(whole.logs.join()).not.toMatch(/lacks|could not/i);
  });

  it.each(actionsOf(recommended))(
    "is minimal: without %s something is seen to be different",
    async (action) => {
      expect(await wholeLife(without(recommended, action))).not.toEqual(whole);
    },
  );
});

describe("the minimum policy", () => {
  it("is enough to activate, schedule, emit, and to be changed", async () => {
    const life = await wholeLife(minimum, { leftovers: false });
    expect(life).toMatchObject({
      activation: "activated",
      kept: { statuses: [200, 200, 200, 502, 502], emitted: ["fires", "stopped", "kept"] },
      left: ["iam", "states", "sns", "sns"],
    });
    expect(life.logs.join()).toMatch(/lacks states:SendTaskHeartbeat.*lacks states:DeleteStateMachine/s);
  });
});

describe("the minimum policy with clean-up", () => {
  it("leaves nothing behind, and says that it cannot spare what it cannot see", async () => {
    const life = await wholeLife(withCleanUp, { leftovers: false });
    expect(life).toMatchObject({
      activation: "activated",
      kept: { statuses: [200, 200, 200, 502, 502], emitted: ["fires"] },
      left: [],
    });
    expect(life.logs.join()).toContain("lacks states:ListExecutions");
  });
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
