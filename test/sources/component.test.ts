import { CreateTopicCommand } from "@aws-sdk/client-sns";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readState } from "../../common/state.ts";
import source from "../../sources/new-scheduled-tasks/new-scheduled-tasks.ts";
import { awsError, givenDb, STACK } from "../common/given.ts";
import { givenAws, stackIn } from "../common/lifecycle/given-aws.ts";
import { sns } from "../common/mocks.ts";

givenAws();

describe("the component", () => {
  const responses: unknown[] = [];
  const self = (db = givenDb()) => ({
    aws: { $auth: { accessKeyId: "AKIACOMPONENT", secretAccessKey: "-", sessionToken: "t" } },
    region: "us-east-1",
    pendingTasks: "cancel",
    http: {
      endpoint: "https://abc.m.pipedream.net",
      respond: (response: unknown) => void responses.push(response),
    },
    db,
    $emit: () => {},
  });
  beforeEach(() => {
    responses.length = 0;
    process.env.PD_COMPONENT = "dc_test";
  });
  afterEach(() => {
    delete process.env.PD_COMPONENT;
  });

  it("is what Pipedream expects, with a label and a description for every prop", () => {
    expect(source).toMatchObject({
      key: "aws-new-scheduled-tasks",
      name: "New Scheduled Tasks",
      type: "source",
      dedupe: "unique",
    });
    expect(source.description).toMatch(/^Emit new /);
    expect(source.sampleEmit).toMatchObject({ timestamp: expect.any(String), message: expect.anything() });
    expect(Object.keys(source.props)).toEqual(["aws", "region", "secret", "pendingTasks", "http", "db"]);
    for (const { label, description } of Object.values(source.props)) {
      expect(label.length).toBeGreaterThan(3);
      expect(description.length).toBeGreaterThan(20);
    }
    expect(source.props).toMatchObject({
      region: { default: "us-east-1" },
      secret: { secret: true, optional: true },
      http: { customResponse: true },
    });
  });

  it("activates, and deactivates", async () => {
    const db = givenDb();
    await source.hooks.activate.call(self(db));
    expect(stackIn(db)).toMatchObject({ number: 1, topicName: STACK.topicName, roleName: STACK.roleName });
    await source.hooks.deactivate.call(self(db));
    expect(readState(db).stacks).toEqual([]);
  });

  it("shows the owner what is wrong as an error of the configuration", async () => {
    sns.on(CreateTopicCommand).rejects(awsError("InvalidClientTokenId"));
    await expect(source.hooks.activate.call(self())).rejects.toMatchObject({
      name: "ConfigurationError",
      message: expect.stringContaining("InvalidClientTokenId"),
    });
  });

  it("throws a defect as it is", async () => {
    const db = {
      ...givenDb(),
      get: () => {
        throw new TypeError("a defect");
      },
    };
    await expect(source.hooks.activate.call(self(db))).rejects.toBeInstanceOf(TypeError);
  });

  it.each([undefined, {}])("does nothing when it is run by hand (%j)", async (event) => {
    await source.run.call(self(), event);
    expect(responses).toEqual([]);
  });

  it.each([
    { method: "GET", path: "/" },
    { method: "POST", path: "/schedule", body: "{" },
    { method: "POST", path: "/" },
    { path: "/nowhere" },
    { method: "POST" },
  ])("answers %j once", async (event) => {
    await source.run.call(self(), event);
    expect(responses).toHaveLength(1);
  });

  it("answers also when its state cannot be read", async () => {
    const db = {
      ...givenDb(),
      get: () => {
        throw new Error("db is down");
      },
    };
    await source.run.call(self(db), {
      method: "POST",
      path: "/schedule",
      body: { timestamp: "2026-12-01T00:00:00Z", message: 1 },
    });
    expect(responses).toMatchObject([{ status: 500 }]);
  });
});
