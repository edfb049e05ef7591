import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginLife, inSeconds, type Life, lifeOf } from "../life.ts";

const TOPIC = /^arn:aws:sns:[^:]*:[^:]*:[^:]+$/;
const SUBSCRIPTION = /^arn:aws:sns:[^:]*:[^:]*:[^:]+:[^:]+$/;
const KINDS = [/:role\/pipedream\//, /:stateMachine:/, TOPIC, SUBSCRIPTION];

let life: Life;
let role: string;
let topic: string;
let subscription: string;
beforeAll(async () => {
  life = await beginLife("localstack");
  const arns = await life.resources();
  [role = "", , topic = "", subscription = ""] = KINDS.map(
    (kind) => arns.find((arn) => kind.test(arn)) ?? "",
  );
});
afterAll(() => life?.stage.close());

const ask: Life["stage"]["boto"]["call"] = (...call) => life.stage.boto.call(...call);

describe("activation", () => {
  it("creates a role, a state machine, a topic and a subscription, and nothing else", async () => {
    const arns = await life.resources();
    expect(KINDS.map((kind) => arns.filter((arn) => kind.test(arn)).length)).toEqual([1, 1, 1, 1]);
    expect(arns).toHaveLength(4);
  });

  it("lets the role do nothing but publish to the topic", async () => {
    const RoleName = role.split("/").at(-1);
    const { PolicyNames } = await ask("iam", "list_role_policies", { RoleName });
    const { AttachedPolicies } = await ask("iam", "list_attached_role_policies", { RoleName });
    const { PolicyDocument } = await ask("iam", "get_role_policy", { RoleName, PolicyName: PolicyNames[0] });
    expect(PolicyNames).toHaveLength(1);
    expect(AttachedPolicies).toEqual([]);
    expect(PolicyDocument.Statement).toEqual([{ Effect: "Allow", Action: "sns:Publish", Resource: topic }]);
  });

  it("has SNS sign with SHA-256", async () => {
    const { Attributes } = await ask("sns", "get_topic_attributes", { TopicArn: topic });
    expect(Attributes.SignatureVersion).toBe("2");
  });

  it("confirms the subscription with the owner's keys", async () => {
    const { Attributes } = await ask("sns", "get_subscription_attributes", { SubscriptionArn: subscription });
    expect(Attributes).toMatchObject({
      PendingConfirmation: "false",
      ConfirmationWasAuthenticated: "true",
      RawMessageDelivery: "false",
      Endpoint: life.source.endpoint,
    });
  });
});

describe("deactivation", () => {
  it("leaves nothing", async () => {
    await life.idle();
    await life.source.delete();
    expect(await life.resources()).toEqual([]);
    expect(life.errors()).toEqual([]);
  });

  it("leaves nothing, also with a task pending, if that is to be cancelled", async () => {
    const props = { secret: undefined, pendingTasks: "cancel" };
    const other = lifeOf(await life.stage.deploy(props), life.stage);
    const { body } = await other.schedule({ timestamp: inSeconds(600), message: 1 });
    await other.waits(body.executionArn);
    await other.source.delete();
    expect(await other.resources()).toEqual([]);
    expect(await other.describe(body.executionArn)).toMatchObject({ status: "ABORTED" });
  });
});
