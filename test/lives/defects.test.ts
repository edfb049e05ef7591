import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { at, post, START, send, startWorld, type World } from "./world.ts";

/**
 * What the component that this one replaces does wrong, by the numbers of the project's list of its defects. Each test
 * fails on its behaviour. The rest of the list concerns provisioning and delivery under faults.
 */

const SECRET = "s3cret-of-the-owner";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const actionsSince = (index: number) => world.aws.calls.slice(index).map(({ action }) => action);

async function scheduled(source: LocalSource, ms = 60_000, message: unknown = "hello"): Promise<string> {
  const { status, body } = await post(source, "/schedule", { timestamp: at(ms), message });
  expect(status).toBe(200);
  return body.executionArn;
}

/** The bodies that SNS itself has posted to the source. */
function posted(type: string): Record<string, string>[] {
  return world.aws.deliveries
    .filter((delivery) => delivery.type === type)
    .map(({ body }) => JSON.parse(body));
}

describe("security", () => {
  it("1: fetches no URL that a forged confirmation names", async () => {
    const fetched: string[] = [];
    const trap = createServer((request, response) =>
      response.end(void fetched.push(request.url ?? "")),
    ).listen(0);
    const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/latest/meta-data`;
    const source = await world.deploy();
    const [genuine] = posted("SubscriptionConfirmation");
    for (const path of ["/", "/schedule", "/anything"]) {
      for (const forged of [
        { Type: "SubscriptionConfirmation", SubscribeURL: url },
        { ...genuine, SubscribeURL: url },
        { ...genuine, SubscribeURL: url, SigningCertURL: url },
      ]) {
        expect((await post(source, path, forged)).status).toBeGreaterThanOrEqual(400);
      }
    }
    expect(fetched).toEqual([]);
    trap.close();
  });

  it("2: unsubscribes nothing that a stranger names", async () => {
    const source = await world.deploy();
    const [genuine] = posted("SubscriptionConfirmation");
    const victim = "arn:aws:sns:us-east-1:123456789012:PAYROLL:11111111-2222-3333-4444-555555555555";
    await post(source, "/", { ...genuine, SubscriptionArn: victim, subscriptionArn: victim });
    await source.delete();
    const unsubscribed = world.aws.calls.filter(({ action }) => action === "Unsubscribe");
    expect(unsubscribed).toHaveLength(1);
    expect(JSON.stringify(unsubscribed)).not.toContain("PAYROLL");
  });

  it.each([undefined, SECRET])("3: emits nothing that SNS has not signed (secret: %s)", async (secret) => {
    const source = await world.deploy(secret === undefined ? {} : { secret });
    await post(source, "/schedule", { timestamp: at(1_000), message: 1, secret: SECRET });
    await world.advance(1_000);
    expect(source.events).toHaveLength(1);
    const [genuine] = posted("Notification");
    const Message = JSON.stringify({
      ...JSON.parse(genuine?.Message ?? ""),
      task: { timestamp: at(0), message: "forged" },
    });
    for (const forged of [
      { Type: "Notification", Message },
      { ...genuine, Message },
      { ...genuine, Type: "Notification\nMessageId" },
      { ...genuine, MessageId: "another" },
    ]) {
      expect([400, 403]).toContain((await post(source, "/", forged)).status);
    }
    expect(source.events).toHaveLength(1);
  });

  it("3: emits nothing of another topic or another state machine of the account", async () => {
    const source = await world.deploy();
    const executionArn = await scheduled(source);
    const sns = new SNSClient({ endpoint: world.aws.url, region: "us-east-1", credentials: OWNER });
    const [{ TopicArn } = { TopicArn: "" }] = posted("SubscriptionConfirmation");
    const foreign = executionArn.replace("pipedream-scheduled-tasks", "PAYROLL");
    const Message = JSON.stringify({ executionArn: foreign, task: { timestamp: at(0), message: "forged" } });
    await sns.send(new PublishCommand({ TopicArn, Message }));
    await world.advance(1_000);
    expect(source.requests.at(-1)?.status).toBe(403);
    expect(source.events).toEqual([]);
  });

  it("4: keeps the secret out of inputs, messages, events, summaries, logs and errors", async () => {
    const source = await world.deploy({ secret: SECRET });
    const task = { timestamp: at(1_000), message: "hello" };
    await post(source, "/schedule", { ...task, secret: SECRET });
    await post(source, "/schedule", task, { "x-pd-secret": SECRET });
    await post(source, "/schedule", task, { authorization: `Bearer ${SECRET}` });
    const refusal = await post(source, "/schedule", {
      ...task,
      secret: SECRET,
      timestamp: "never",
      other: SECRET,
    });
    await post(source, "/cancel", { id: "none", secret: SECRET });
    await world.advance(3_000);
    expect(source.events).toHaveLength(3);
    const seen = [
      source.events,
      source.logs,
      source.db.entries(),
      refusal.body,
      world.aws.calls,
      world.aws.deliveries,
    ];
    for (const place of seen) expect(JSON.stringify(place)).not.toContain(SECRET);
  });

  it("5: cancels no execution of another state machine", async () => {
    const source = await world.deploy();
    const executionArn = await scheduled(source);
    const role = world.aws.calls.find(({ action }) => action === "CreateStateMachine")?.input as {
      roleArn: string;
    };
    const sfn = new SFNClient({ endpoint: world.aws.url, region: "us-east-1", credentials: OWNER });
    const definition = JSON.stringify({
      StartAt: "W",
      States: { W: { Type: "Wait", Seconds: 99, End: true } },
    });
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({ name: "PAYROLL", roleArn: role.roleArn, definition }),
    );
    const payroll = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: "x" }));
    const before = world.aws.calls.length;
    for (const foreign of [
      payroll.executionArn ?? "",
      executionArn.replace("us-east-1", "us-west-2"),
      executionArn.replace("123456789012", "999999999999"),
      executionArn.replace("arn:aws:", "arn:aws-cn:"),
      `${executionArn}:x`,
      executionArn.replace(/:[^:]+$/, ":*"),
      "PAYROLL",
    ]) {
      const { status, body } = await post(source, "/cancel", { executionArn: foreign });
      expect([foreign, status, body.error.code]).toEqual([foreign, 404, "execution_not_found"]);
    }
    expect(actionsSince(before)).toEqual([]);
  });

  it.each(["/schedule", "/cancel"])(
    "6: says 401 at %s before anything else about a request",
    async (path) => {
      const source = await world.deploy({ secret: SECRET });
      const before = world.aws.calls.length;
      for (const [body, headers] of [
        ["{}", {}],
        ["not json", {}],
        ['{"timestamp":"never"}', { "x-pd-secret": "wrong" }],
        [`{"secret":"${SECRET}x"}`, { authorization: "Bearer wrong" }],
        ['{"secret":["s3cret-of-the-owner"]}', {}],
      ] as const) {
        const answer = await post(source, path, body, headers);
        expect(answer).toMatchObject({ status: 401, body: { error: { code: "invalid_secret" } } });
        expect(answer.body.error.issues).toBeUndefined();
      }
      expect((await send(source, path)).status).toBe(401);
      expect(actionsSince(before)).toEqual([]);
    },
  );

  it("8: lets the role be assumed by Step Functions for this account's machines only", async () => {
    await world.deploy();
    const { input } = world.aws.calls.find(({ action }) => action === "CreateRole") ?? {};
    const { AssumeRolePolicyDocument, Path } = input as Record<string, string>;
    expect(Path).toBe("/pipedream/");
    expect(JSON.parse(AssumeRolePolicyDocument ?? "").Statement[0].Condition).toEqual({
      StringEquals: { "aws:SourceAccount": "123456789012" },
      ArnLike: { "aws:SourceArn": "arn:aws:states:us-east-1:123456789012:stateMachine:*" },
    });
  });
});

const OWNER = { accessKeyId: "AKIAOWNER", secretAccessKey: "-" };

describe("tasks", () => {
  it.each([
    "tomorrow",
    "2030-01-01",
    "2027-01-01T00:00:00",
    "2027-01-01 00:00:00Z",
    "2027-02-30T00:00:00Z",
    "2099-01-01T00:00:00Z",
    1_900_000_000,
    null,
  ])("10: refuses the timestamp %j instead of losing the task later", async (timestamp) => {
    const source = await world.deploy();
    const before = world.aws.calls.length;
    const { status, body } = await post(source, "/schedule", { timestamp, message: 1 });
    expect([status, body.error.issues[0].path]).toEqual([400, "timestamp"]);
    expect(actionsSince(before)).toEqual([]);
  });

  it("13: refuses what would be too large once it is escaped for delivery, and delivers what is just not", async () => {
    const source = await world.deploy();
    const before = world.aws.calls.length;
    const refused = await post(source, "/schedule", { timestamp: at(1_000), message: '"'.repeat(129_000) });
    expect(refused).toMatchObject({ status: 413, body: { error: { code: "message_too_large" } } });
    expect(refused.body.error.message).toMatch(/\d+ bytes .* 512000 is the limit/);
    const plain = await post(source, "/schedule", { timestamp: at(1_000), message: "x".repeat(262_144) });
    expect(plain.body.error.message).toMatch(/\d+ bytes .* 262144 is the limit/);
    expect(actionsSince(before)).toEqual([]);

    const largest = await largestThatIsAccepted(source, (size) => '"'.repeat(size));
    await world.advance(10_000);
    const lengths = source.events.map(({ e }) => (e as { message: string }).message.length);
    expect(Math.max(...lengths)).toBe(largest.length);
  });

  it("15: makes one task of a request that is repeated with its id", async () => {
    const source = await world.deploy();
    const task = { timestamp: at(60_000), message: "pay", id: "invoice-7" };
    const [first, ...rest] = await Promise.all(
      Array.from({ length: 5 }, () => post(source, "/schedule", task)),
    );
    for (const answer of rest) expect(answer.body).toEqual(first?.body);
    await world.advance(60_000);
    expect(source.events).toHaveLength(1);
  });

  it("16: does not claim to cancel a task that has been emitted", async () => {
    const source = await world.deploy();
    const executionArn = await scheduled(source, 1_000);
    await world.advance(1_000);
    expect(await post(source, "/cancel", { executionArn })).toMatchObject({
      status: 409,
      body: { error: { code: "already_finished" } },
    });
  });

  it.each([0, false, "", null])("19: takes the message %j for a value", async (message) => {
    const source = await world.deploy();
    await scheduled(source, 1_000, message);
    await world.advance(1_000);
    expect(source.events[0]?.e).toMatchObject({ message });
  });
});

async function largestThatIsAccepted(
  source: LocalSource,
  toMessage: (size: number) => string,
): Promise<string> {
  let [accepted, refused] = [0, 300_000];
  while (refused - accepted > 1) {
    const size = Math.floor((accepted + refused) / 2);
    const { status } = await post(source, "/schedule", { timestamp: at(1_000), message: toMessage(size) });
    if (status === 200) accepted = size;
    else refused = size;
  }
  return toMessage(accepted);
}

describe("lifecycle", () => {
  it("20: deletes the topic too", async () => {
    const source = await world.deploy();
    expect(await world.resources()).toHaveLength(4);
    await source.delete();
    await world.advance(60_000);
    expect(await world.resources()).toEqual([]);
  });

  it("21, 22: removes what an activation that failed half-way has made, and deactivates after it", async () => {
    world.aws.intercept = ({ action }) =>
      action === "CreateStateMachine" ? { status: 400, code: "InvalidDefinition", message: "no" } : undefined;
    const error = await world.deploy().catch((thrown) => thrown);
    expect(error.cause.name).toBe("ConfigurationError");
    expect(await world.resources()).toEqual([]);
    await world.during(error.source.delete());
    expect(await world.resources()).toEqual([]);
  });

  it("23: deactivates when its subscription was never confirmed", async () => {
    world.aws.intercept = ({ action }) =>
      action === "ConfirmSubscription"
        ? { status: 500, code: "InternalFailure", message: "down" }
        : undefined;
    const source = await world.deploy();
    world.aws.intercept = undefined;
    await source.delete();
    await world.advance(60_000);
    expect((await world.resources()).filter((arn) => !arn.startsWith("Pending"))).toEqual([]);
  });

  it("24: goes on and says so when something cannot be deleted, and tries again the next time", async () => {
    const source = await world.deploy();
    world.aws.intercept = ({ action }) =>
      action === "DeleteRole" ? { status: 500, code: "ServiceFailure", message: "not now" } : undefined;
    await source.deactivate();
    world.aws.intercept = undefined;
    await world.advance(60_000);
    expect(await world.resources()).toEqual([expect.stringMatching(/:role\/pipedream\//)]);
    expect(JSON.stringify(source.logs)).toMatch(/Could not delete role pipedream-[^"]*ServiceFailure/);
    await source.activate();
    await world.advance(0);
    await source.delete();
    await world.advance(60_000);
    expect(await world.resources()).toEqual([]);
  });

  it("24: takes a role that the user has deleted for deleted", async () => {
    const source = await world.deploy();
    world.aws.intercept = ({ action }) =>
      /^Delete|^Unsubscribe/.test(action) && action !== "DeleteStateMachine"
        ? { status: 404, code: action.includes("Role") ? "NoSuchEntity" : "NotFound", message: "gone" }
        : undefined;
    await source.delete();
    expect(source.db.get("state")).toMatchObject({ stacks: [] });
  });
});

describe("HTTP", () => {
  it("27: answers with executionArn and timestamp at top level", async () => {
    const source = await world.deploy();
    const { body } = await post(source, "/schedule", { timestamp: at(1_000), message: 1 });
    expect(Object.keys(body)).toEqual(["executionArn", "timestamp"]);
  });

  it.each(["/", "/schedule", "/cancel"])(
    "28, 29: answers whatever comes to %s, exactly once",
    async (path) => {
      const source = await world.deploy();
      for (const body of [
        "",
        "null",
        "[]",
        "0",
        "{",
        '"x"',
        "[".repeat(100_000),
        '{"Type":"UnsubscribeConfirmation"}',
      ]) {
        expect((await post(source, path, body)).status, body.slice(0, 40)).toBe(400);
      }
      for (const { responded } of source.requests) expect(responded).toBe(1);
    },
  );

  it("28: answers a notification that holds no task", async () => {
    await world.deploy();
    const [{ TopicArn } = { TopicArn: "" }] = posted("SubscriptionConfirmation");
    const sns = new SNSClient({ endpoint: world.aws.url, region: "us-east-1", credentials: OWNER });
    for (const Message of ["not json", "null", "{}"])
      await sns.send(new PublishCommand({ TopicArn, Message }));
    await world.advance(1_000);
    expect(world.aws.deliveries.slice(1).map(({ status }) => status)).toEqual([403, 403, 403]);
  });

  it("29: tells SNS 200 only for what it has dealt with", async () => {
    const source = await world.deploy();
    await scheduled(source, 1_000);
    await world.advance(1_000);
    expect(source.requests.filter(({ path }) => path === "/")).toMatchObject([
      { status: 200, responded: 1 },
      { status: 200, responded: 1 },
    ]);
  });

  it.each([
    ["ExecutionLimitExceeded", 400, 502, "aws_error"],
    ["StateMachineDeleting", 400, 503, "not_ready"],
    ["ExecutionAlreadyExists", 400, 409, "id_in_use"],
  ])("30: tells %s apart", async (code, awsStatus, status, ours) => {
    const source = await world.deploy();
    world.aws.intercept = ({ action }) =>
      action === "StartExecution" ? { status: awsStatus, code, message: "no" } : undefined;
    const answer = await post(source, "/schedule", { timestamp: at(1_000), message: 1, id: "a" });
    expect([answer.status, answer.body.error.code]).toEqual([status, ours]);
    if (status === 429 || status === 503)
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("31: minds the method, but serves a GET that has a body, and a trailing slash", async () => {
    const source = await world.deploy();
    expect(await send(source, "/schedule")).toMatchObject({ status: 405 });
    expect((await send(source, "/cancel", { method: "DELETE" })).headers.get("allow")).toBe("POST");
    expect((await post(source, "/schedule/", { timestamp: at(1_000), message: 1 })).status).toBe(200);
    expect((await post(source, "/nothing", {})).status).toBe(404);
  });

  it("32: dates an event with whole ms and sums it up in a short line without its message", async () => {
    const source = await world.deploy();
    await scheduled(source, 1_000, "x".repeat(10_000));
    await world.advance(1_000);
    const [event] = source.events;
    expect(event?.metadata.ts).toBe(START + 1_000);
    expect(event?.sum?.length).toBeLessThan(150);
    expect(event?.sum).not.toContain("x".repeat(20));
    expect(String(event?.metadata.id).length).toBeLessThanOrEqual(64);
  });

  it("33: confirms without the API, too, though SNS then answers in XML", async () => {
    world.aws.intercept = ({ action, accessKeyId }) =>
      action === "ConfirmSubscription" && accessKeyId
        ? {
            status: 403,
            code: "AuthorizationError",
            message: "not authorized to perform: sns:ConfirmSubscription",
          }
        : undefined;
    const source = await world.deploy();
    await scheduled(source, 1_000);
    await world.advance(1_000);
    expect(source.events).toHaveLength(1);
  });
});
