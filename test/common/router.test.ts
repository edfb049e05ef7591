import { DescribeExecutionCommand, StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { GetSubscriptionAttributesCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { beforeEach, describe, expect, it } from "vitest";
import type { HttpEvent } from "../../common/http.ts";
import { toHttpRequest } from "../../common/http.ts";
import { answer } from "../../common/router.ts";
import { awsError, EXECUTION_ARN, givenContext, givenDb, NOW, STACK } from "./given.ts";
import { resetMocks, sfn, sns } from "./mocks.ts";

beforeEach(() => {
  resetMocks();
  sfn.on(StartExecutionCommand).resolves({ executionArn: EXECUTION_ARN });
  sfn.on(DescribeExecutionCommand).resolves({ status: "RUNNING" });
  sfn.on(StopExecutionCommand).resolves({ stopDate: new Date(NOW) });
});

const task = { timestamp: "2026-12-24T18:00:00+01:00", message: "hello" };

async function ask(event: HttpEvent, change: Parameters<typeof givenContext>[0] = {}) {
  const context = givenContext(change);
  const { status, headers, body } = await answer(toHttpRequest({ method: "POST", ...event }), context);
  const json = JSON.parse(body);
  return { status, headers, json, code: json.error?.code, context };
}

describe("/schedule", () => {
  it("starts an execution that holds the task and nothing else", async () => {
    const { status, json } = await ask(
      { path: "/schedule", body: { ...task, id: "a", secret: "x" } },
      { secret: "x" },
    );
    expect([status, json]).toEqual([
      200,
      { executionArn: EXECUTION_ARN, timestamp: "2026-12-24T17:00:00.000Z" },
    ]);
    const [call] = sfn.commandCalls(StartExecutionCommand);
    const { input, ...rest } = call?.args[0].input ?? {};
    expect(rest).toEqual({ stateMachineArn: STACK.stateMachineArn, name: "a" });
    expect(JSON.parse(input ?? "")).toEqual({
      waitUntil: "2026-12-24T17:00:00Z",
      task: { timestamp: "2026-12-24T17:00:00.000Z", message: "hello", id: "a" },
    });
  });

  it("gives a task without id a name of its own each time", async () => {
    await ask({ path: "/schedule", body: task });
    await ask({ path: "/schedule", body: task });
    const names = sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.name);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ["no state", givenDb()],
    [
      "a stack half made",
      givenDb({ state: { version: 1, stacks: [{ ...STACK, subscriptionArn: undefined }] } }),
    ],
    ["a stack elsewhere", givenDb({ state: { version: 1, stacks: [{ ...STACK, region: "eu-west-1" }] } })],
  ])("with %s asks to try again", async (_, db) => {
    const { status, code, headers } = await ask({ path: "/schedule", body: task }, { db });
    expect([status, code, headers["retry-after"]]).toEqual([503, "not_ready", "5"]);
    expect(sfn.calls()).toEqual([]);
  });

  it.each([
    [
      "the same task",
      {
        waitUntil: "2026-12-24T17:00:00Z",
        task: { message: "hello", timestamp: "2026-12-24T17:00:00.000Z", id: "a" },
      },
      "RUNNING",
      200,
    ],
    [
      "the same task that has run",
      {
        waitUntil: "2026-12-24T17:00:00Z",
        task: { message: "hello", timestamp: "2026-12-24T17:00:00.000Z", id: "a" },
      },
      "SUCCEEDED",
      409,
    ],
    ["another task", { waitUntil: "2026-12-24T17:00:00Z", task: {} }, "RUNNING", 409],
  ])("when AWS has %s of that id", async (_, input, status, expected) => {
    sfn.on(StartExecutionCommand).rejects(awsError("ExecutionAlreadyExists"));
    sfn.on(DescribeExecutionCommand).resolves({ status: status as "RUNNING", input: JSON.stringify(input) });
    expect((await ask({ path: "/schedule", body: { ...task, id: "a" } })).status).toBe(expected);
  });

  it.each([["AccessDeniedException"], ["ExecutionDoesNotExist"]])(
    "says 409 where it may not look (%s)",
    async (name) => {
      sfn.on(StartExecutionCommand).rejects(awsError("ExecutionAlreadyExists"));
      sfn.on(DescribeExecutionCommand).rejects(awsError(name));
      expect((await ask({ path: "/schedule", body: { ...task, id: "a" } })).code).toBe("id_in_use");
    },
  );
});

const inEurope = (arn: string) => arn.replace("us-east-1", "eu-west-1");
/** The current stack, and one of before that still has tasks. */
const twoStacks = () =>
  givenDb({
    state: {
      version: 1,
      current: STACK.topicArn,
      stacks: [
        {
          ...STACK,
          region: "eu-west-1",
          topicArn: inEurope(STACK.topicArn),
          stateMachineArn: inEurope(STACK.stateMachineArn),
        },
        STACK,
      ],
    },
  });

describe("/schedule with a stack of before", () => {
  const body = { ...task, id: "a" };
  const input = JSON.stringify({
    waitUntil: "2026-12-24T17:00:00Z",
    task: { timestamp: "2026-12-24T17:00:00.000Z", message: task.message, id: "a" },
  });
  const there = (given: object) => sfn.on(DescribeExecutionCommand).resolves(given);

  it("finds the same task there", async () => {
    there({ status: "RUNNING", input });
    const { json } = await ask({ path: "/schedule", body }, { db: twoStacks() });
    expect(json.executionArn).toBe(inEurope(EXECUTION_ARN));
    expect(sfn.commandCalls(StartExecutionCommand)).toEqual([]);
  });

  it.each([
    ["another task of that id", { status: "RUNNING", input: "{}" }],
    ["one that has run", { status: "SUCCEEDED", input }],
  ])("refuses an id that names %s there", async (_, given) => {
    there(given);
    expect((await ask({ path: "/schedule", body }, { db: twoStacks() })).code).toBe("id_in_use");
  });

  it.each([
    ["knows no such task", "ExecutionDoesNotExist"],
    ["may not be looked at", "AccessDeniedException"],
  ])("starts a new one where that stack %s", async (_, name) => {
    sfn.on(DescribeExecutionCommand).rejects(awsError(name));
    expect((await ask({ path: "/schedule", body }, { db: twoStacks() })).status).toBe(200);
    expect(sfn.commandCalls(StartExecutionCommand)).toHaveLength(1);
  });
});

it("/schedule takes its own execution for what it is when the first answer was lost", async () => {
  sfn.on(StartExecutionCommand).rejects(awsError("ExecutionAlreadyExists"));
  const { status, json } = await ask({ path: "/schedule", body: task });
  expect([status, json.executionArn]).toEqual([200, expect.stringMatching(/:[0-9a-f-]{36}$/)]);
});

describe("/schedule with a subscription that nobody has confirmed", () => {
  const db = () =>
    givenDb({ state: { version: 1, current: STACK.topicArn, stacks: [{ ...STACK, isUnconfirmed: true }] } });
  beforeEach(() => {
    sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: { PendingConfirmation: "true" } });
  });

  it("has SNS ask again, since it asks for an hour only", async () => {
    sns.on(SubscribeCommand).resolves({ SubscriptionArn: STACK.subscriptionArn });
    expect((await ask({ path: "/schedule", body: task }, { db: db() })).status).toBe(200);
    expect(sns.commandCalls(SubscribeCommand)[0]?.args[0].input.TopicArn).toBe(STACK.topicArn);
  });

  it.each([
    ["fails", awsError("InternalFailure", "down", 500)],
    ["is denied", awsError("AuthorizationErrorException")],
    ["finds the endpoint unreachable", awsError("InvalidParameterException", "Unreachable Endpoint")],
  ])("schedules at once where that %s, and says so", async (_, error) => {
    sns.on(SubscribeCommand).rejects(error);
    const { status, context } = await ask({ path: "/schedule", body: task }, { db: db() });
    expect([status, context.slept]).toEqual([200, []]);
    expect(context.lines.join()).toContain("The subscription is not confirmed");
  });

  it("looks once only when it has been confirmed meanwhile", async () => {
    sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: { PendingConfirmation: "false" } });
    for (let i = 0; i < 3; i++) await ask({ path: "/schedule", body: task }, { db: db() });
    expect(sns.calls().map(({ args }) => args[0].constructor.name)).toEqual([
      "GetSubscriptionAttributesCommand",
    ]);
  });
});

describe("/cancel", () => {
  it("looks, stops, and looks again", async () => {
    sfn.on(DescribeExecutionCommand).resolvesOnce({ status: "RUNNING" }).resolves({ status: "ABORTED" });
    const { json } = await ask({ path: "/cancel", body: { executionArn: EXECUTION_ARN } });
    expect(json).toEqual({ executionArn: EXECUTION_ARN, stopDate: "2026-11-23T12:00:00.000Z" });
    expect(sfn.calls().map(({ args }) => args[0].constructor.name)).toEqual([
      "DescribeExecutionCommand",
      "StopExecutionCommand",
      "DescribeExecutionCommand",
    ]);
  });

  it("does not claim to have stopped what ended in between", async () => {
    sfn.on(DescribeExecutionCommand).resolvesOnce({ status: "RUNNING" }).resolves({ status: "SUCCEEDED" });
    expect(await ask({ path: "/cancel", body: { id: "a" } })).toMatchObject({
      status: 409,
      code: "already_finished",
    });
  });

  it("waits until AWS says how the execution ended", async () => {
    sfn
      .on(DescribeExecutionCommand)
      .resolvesOnce({ status: "RUNNING" })
      .resolvesOnce({ status: "RUNNING" })
      .resolvesOnce({ status: "RUNNING" })
      .resolves({ status: "SUCCEEDED" });
    expect((await ask({ path: "/cancel", body: { id: "a" } })).code).toBe("already_finished");
  });

  it("does not guess when AWS does not say it", async () => {
    sfn.on(DescribeExecutionCommand).resolves({ status: "RUNNING" });
    expect((await ask({ path: "/cancel", body: { id: "a" } })).code).toBe("not_ready");
  });

  it("stops an execution so new that AWS does not show it yet", async () => {
    sfn
      .on(DescribeExecutionCommand)
      .rejectsOnce(awsError("ExecutionDoesNotExist"))
      .rejectsOnce(awsError("ExecutionDoesNotExist"))
      .resolves({ status: "ABORTED" });
    expect((await ask({ path: "/cancel", body: { id: "a" } })).status).toBe(200);
  });

  it("says so when the task has been cancelled before", async () => {
    sfn.on(DescribeExecutionCommand).resolves({ status: "ABORTED" });
    const { json } = await ask({ path: "/cancel", body: { id: "a" } });
    expect(json.error.message).toContain("it has been cancelled already");
  });

  it("passes on an error of AWS", async () => {
    sfn.on(DescribeExecutionCommand).rejects(awsError("InternalFailure", "x", 500));
    expect((await ask({ path: "/cancel", body: { id: "a" } })).code).toBe("aws_error");
  });

  it("stops where it may not look", async () => {
    sfn.on(DescribeExecutionCommand).rejects(awsError("AccessDeniedException"));
    expect((await ask({ path: "/cancel", body: { id: "a" } })).status).toBe(200);
  });

  it("finds an id in the stack of another region too, the current one first", async () => {
    for (const command of [DescribeExecutionCommand, StopExecutionCommand]) {
      sfn
        .on(command as never, { executionArn: EXECUTION_ARN } as never)
        .rejects(awsError("ExecutionDoesNotExist"));
    }
    sfn
      .on(DescribeExecutionCommand, { executionArn: inEurope(EXECUTION_ARN) })
      .resolvesOnce({ status: "RUNNING" })
      .resolves({ status: "ABORTED" });
    const { json } = await ask({ path: "/cancel", body: { id: "a" } }, { db: twoStacks() });
    expect(json.executionArn).toBe(EXECUTION_ARN.replace("us-east-1", "eu-west-1"));
  });

  it("takes the task of the current stack where several have one of that id", async () => {
    sfn.on(DescribeExecutionCommand).resolvesOnce({ status: "RUNNING" }).resolves({ status: "ABORTED" });
    const { json } = await ask({ path: "/cancel", body: { id: "a" } }, { db: twoStacks() });
    expect(json.executionArn).toBe(EXECUTION_ARN);
  });

  it("does not say that there is no such task when its own keys are wrong", async () => {
    sfn.on(DescribeExecutionCommand).rejects(awsError("UnrecognizedClientException"));
    expect((await ask({ path: "/cancel", body: { id: "a" } })).code).toBe("aws_error");
  });

  it("asks to try again while there is no state machine", async () => {
    expect((await ask({ path: "/cancel", body: { id: "a" } }, { db: givenDb() })).code).toBe("not_ready");
  });
});

describe("an error of AWS", () => {
  const denied =
    "User: arn:aws:iam::123456789012:user/me is not authorized to perform: states:StartExecution on resource: x";
  it.each([
    [awsError("AccessDeniedException", denied), 502, "aws_error", "lacks states:StartExecution"],
    [awsError("ThrottlingException", "Rate exceeded"), 429, "throttled", "Try again"],
    [awsError("Whatever", "Rate exceeded", 429), 429, "throttled", "Try again"],
    [
      awsError("UnrecognizedClientException", "The token AKIA is invalid"),
      502,
      "aws_error",
      "UnrecognizedClientException",
    ],
    [awsError("StateMachineDoesNotExist"), 503, "not_ready", "update the source"],
    [new TypeError("a defect"), 500, "internal_error", "logs"],
  ])("%s is answered with %i", async (error, status, code, text) => {
    sfn.on(StartExecutionCommand).rejects(error);
    const result = await ask({ path: "/schedule", body: task });
    expect([result.status, result.code]).toEqual([status, code]);
    expect(result.json.error.message).toContain(text);
    expect(JSON.stringify(result.json)).not.toMatch(/user\/me|AKIA|a defect/);
    expect(result.context.lines.join()).toContain(error.message);
  });
});

describe("what is said before the secret is checked", () => {
  it.each([
    ["nothing", {}],
    ["no JSON", { body: "{" }],
    ["another method", { method: "DELETE" }],
    ["a wrong secret in the body", { body: { ...task, secret: "wrong" } }],
    ["a secret that is no text", { body: { ...task, secret: { length: 1 } } }],
    ["a wrong header", { body: task, headers: { "x-pd-secret": "s3 cret" } }],
    ["a wrong bearer", { body: task, headers: { authorization: "Bearer s3cre" } }],
    ["another scheme", { body: task, headers: { authorization: "Basic s3cret" } }],
  ])("of %s is 401", async (_, event) => {
    for (const path of ["/schedule", "/cancel"]) {
      const { status, json } = await ask({ path, ...event }, { secret: "s3cret" });
      expect([status, Object.keys(json.error)]).toEqual([401, ["code", "message"]]);
    }
    expect(sfn.calls()).toEqual([]);
  });

  it.each([
    ["body", { body: { ...task, secret: "s3cret" } }],
    ["header", { body: task, headers: { "X-PD-Secret": "s3cret" } }],
    ["bearer", { body: task, headers: { Authorization: "bearer s3cret" } }],
  ])("the secret in the %s lets a request in", async (_, event) => {
    expect((await ask({ path: "/schedule", ...event }, { secret: "s3cret" })).status).toBe(200);
  });
});

describe("paths and methods", () => {
  it.each([
    ["GET", "/", undefined, 200],
    ["HEAD", "/", undefined, 200],
    ["PUT", "/", undefined, 405],
    ["POST", "/", undefined, 400],
    ["POST", "/", "text", 400],
    ["POST", "/nowhere", {}, 404],
    ["POST", "/toString", {}, 404],
    ["POST", "/__proto__", {}, 404],
    ["GET", "/schedule", undefined, 405],
    ["GET", "/schedule", task, 200],
    ["PUT", "/schedule/", task, 200],
    ["POST", "/schedule", undefined, 400],
    ["POST", "/schedule", null, 400],
  ])("%s %s %j is answered with %i", async (method, path, body, status) => {
    const result = await ask({ method, path, body });
    expect(result.status).toBe(status);
    if (status === 405) expect(result.headers.allow).toBe(path === "/" ? "GET, HEAD, POST" : "POST");
  });
});

it("a caller has no say in where a line of the log ends", async () => {
  const { context } = await ask({ path: "/schedule", body: { ...task, "x\nforged line": 1 } });
  expect(context.lines).toEqual([expect.stringContaining("x forged line")]);
});
