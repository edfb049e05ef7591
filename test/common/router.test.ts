import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { GetSubscriptionAttributesCommand } from "@aws-sdk/client-sns";
import { beforeEach, describe, expect, it } from "vitest";
import { NoAccountError } from "../../common/aws/clients.ts";
import type { Context } from "../../common/context.ts";
import { type HttpEvent, toHttpRequest } from "../../common/http.ts";
import { answer } from "../../common/router.ts";
import { awsError, EXECUTION_ARN, givenContext } from "./given.ts";
import { resetMocks, sent, sfn, sns } from "./mocks.ts";
import { aborted, givenExecution, givenStop, running } from "./tasks/given.ts";

beforeEach(() => {
  resetMocks();
  sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: { PendingConfirmation: "false" } });
  givenExecution(running, aborted(undefined));
  givenStop();
});

const task = { timestamp: "2026-12-24T18:00:00+01:00", message: "hello" };

async function ask(event: HttpEvent, change: Partial<Context> = {}) {
  const context = givenContext(change);
  const { status, headers, body } = await answer(toHttpRequest({ method: "POST", ...event }), context);
  const json = JSON.parse(body);
  return { status, headers, json, code: json.error?.code, context };
}

describe("paths and methods", () => {
  it.each([
    ["GET", "/", undefined, 200],
    ["HEAD", "/", undefined, 200],
    ["PUT", "/", undefined, 405],
    ["DELETE", "/", undefined, 405],
    ["POST", "/", undefined, 400],
    ["POST", "/", "text", 400],
    ["POST", "/", {}, 400],
    ["POST", "/nowhere", {}, 404],
    ["POST", "/schedule/more", {}, 404],
    ["POST", "/toString", {}, 404],
    ["POST", "/__proto__", {}, 404],
    ["POST", "/schedule", task, 200],
    ["POST", "//schedule//", task, 200],
    ["GET", "/schedule", undefined, 405],
    ["GET", "/schedule", task, 200],
    ["PUT", "/schedule/", task, 200],
    ["POST", "/schedule", undefined, 400],
    ["POST", "/schedule", null, 400],
    ["POST", "/cancel", { executionArn: EXECUTION_ARN }, 200],
    ["GET", "/cancel", { executionArn: EXECUTION_ARN }, 200],
    ["GET", "/cancel", "text", 405],
  ])("%s %s %j is answered with %i", async (method, path, body, status) => {
    const result = await ask({ method, path, body });
    expect(result.status).toBe(status);
    if (status === 405) expect(result.headers.allow).toBe(path === "/" ? "GET, HEAD, POST" : "POST");
  });

  it("the description tells how to use the endpoint, and nothing of the source", async () => {
    const { json } = await ask({ method: "GET", path: "/" }, { secret: "s3cret" });
    expect(Object.keys(json)).toEqual(["name", "schedule", "cancel", "reschedule", "tasks"]);
    expect(JSON.stringify(json)).not.toMatch(/s3cret|123456789012|dc_test/);
  });
});

describe("a source with a secret", () => {
  it.each<[string, HttpEvent]>([
    ["nothing", {}],
    ["no JSON", { body: "{" }],
    ["what is not valid", { body: {} }],
    ["another method", { method: "DELETE" }],
    ["a wrong secret", { body: { ...task, secret: "wrong" } }],
  ])("says nothing else to a request of %s without it", async (_, event) => {
    for (const path of ["/schedule", "/cancel", "/reschedule", "/tasks", "/tasks/a"]) {
      const { status, json } = await ask({ path, ...event }, { secret: "s3cret" });
      expect([status, Object.keys(json.error)]).toEqual([401, ["code", "message"]]);
    }
    expect(sent()).toEqual([]);
  });

  it("serves a request with it", async () => {
    const { status } = await ask(
      { path: "/schedule", body: { ...task, secret: "s3cret" } },
      { secret: "s3cret" },
    );
    expect(status).toBe(200);
  });

  it("lets everybody see what it is, and SNS post", async () => {
    expect((await ask({ method: "GET", path: "/" }, { secret: "s3cret" })).status).toBe(200);
    expect((await ask({ path: "/", body: {} }, { secret: "s3cret" })).code).toBe("invalid_request");
  });
});

describe("a source without a secret", () => {
  it.each(["/tasks", "/tasks/a"])("shows nothing of %s", async (path) => {
    const { status, code } = await ask({ method: "GET", path });
    expect([status, code]).toEqual([403, "secret_required"]);
    expect(sent()).toEqual([]);
  });
});

describe("what goes wrong", () => {
  it.each([
    ["an error of AWS", awsError("InternalFailure", "10.0.0.1 is down", 500), 502, "10.0.0.1 is down"],
    ["a throttle", awsError("ThrottlingException", "Rate exceeded"), 429, "Rate exceeded"],
    ["a defect", new TypeError("x is not a function"), 500, "x is not a function"],
  ])("is answered, and its cause is in the log alone: %s", async (_, error, status, cause) => {
    sfn.on(StartExecutionCommand).rejects(error);
    const { status: answered, json, context } = await ask({ path: "/schedule", body: task });
    expect(answered).toBe(status);
    expect(JSON.stringify(json)).not.toContain(cause);
    expect(context.logged).toEqual([["warn", expect.stringMatching(/^POST \/schedule: \w+\. /)]]);
    expect(context.lines[0]).toContain(cause);
  });

  it("is answered as passing where the source has no account", async () => {
    const aws = () => {
      throw new NoAccountError();
    };
    const { status, headers, code } = await ask({ path: "/schedule", body: task }, { aws });
    expect([status, headers["retry-after"], code]).toEqual([503, "60", "not_ready"]);
  });

  it("is answered also where the state cannot be read", async () => {
    const get = () => {
      throw new Error("db is down");
    };
    const { status, context } = await ask({ path: "/schedule", body: task }, { db: { get, set: () => {} } });
    expect(status).toBe(500);
    expect(context.lines[0]).toContain("db is down");
  });

  it("is said in one line, in which callers have no say", async () => {
    const { context } = await ask({ path: "/schedule", body: { ...task, "x\nforged \u001b[2J": 1 } });
    expect(context.lines).toEqual([expect.stringContaining("x forged \\u{001b}[2J")]);
  });

  it("has no secret in it", async () => {
    const body = { ...task, timestamp: "s3cret", secret: "s3cret" };
    const { json, context } = await ask({ path: "/schedule", body }, { secret: "s3cret" });
    expect(JSON.stringify([json, context.lines])).not.toContain("s3cret");
  });
});
