import { describe, expect, it } from "vitest";
import { at, post, START, send } from "../lives/world.ts";
import { activationError, givenSource, logsOf, refusal } from "./given.ts";

const given = givenSource();
const task = (ms = 1_000) => ({ timestamp: at(Date.now() - START + ms), message: 1 });

/** What the component sees of an account that was disconnected. */
const GONE = [
  ["undefined", undefined],
  ["null", null],
  ["empty", {}],
  ["of empty keys", { $auth: {} }],
  ["of null keys", { $auth: null }],
  ["of a name", "aws"],
] as const;

describe.each(GONE)("an account that is %s", (_, aws) => {
  it("has each request answered, and each hook ended", async () => {
    const source = await given.world.deploy();
    await post(source, "/schedule", { ...task(), id: "waits" });
    source.propOverrides = { aws };
    const before = given.world.aws.calls.length;
    for (const [path, body] of [
      ["/schedule", task()],
      ["/schedule", { ...task(), id: "waits" }],
      ["/cancel", { id: "waits" }],
    ] as const) {
      const answer = await post(source, path, body);
      expect(refusal(answer)).toMatchObject({ status: 503, code: "not_ready" });
      expect(answer.body.error.message).toContain("connect an AWS account");
    }
    expect(await send(source, "/")).toMatchObject({ status: 200 });
    expect(await post(source, "/schedule", {})).toMatchObject({ status: 400 });
    expect(await post(source, "/nowhere", {})).toMatchObject({ status: 404 });
    await given.world.advance(3_000);
    // SNS repeats what was answered with 503, and nothing was lost when the account is there again.
    expect(source.events).toEqual([]);
    await source.deactivate();
    expect(logsOf(source)).toContain("Left everything in AWS as it is");
    expect(given.world.aws.calls.slice(before)).toEqual([]);
    expect(source.requests.every(({ responded }) => responded === 1)).toBe(true);

    source.propOverrides = undefined;
    await source.activate();
    await given.world.advance(20 * 60_000);
    expect(source.events).toHaveLength(1);
    await source.delete();
  });

  it("lets the source be deleted", async () => {
    const source = await given.world.deploy();
    source.propOverrides = { aws };
    await source.delete();
    expect(source.active).toBe(false);
  });
});

describe("a region", () => {
  it.each([
    ["undefined", undefined],
    ["null", null],
    ["empty", ""],
    ["blank", "  "],
    ["no text", { value: "eu-west-1" }],
  ])("that is %s is the documented default", async (_, region) => {
    const source = await given.world.deploy({ region: "eu-west-1" });
    source.propOverrides = { region };
    await source.update();
    expect((await post(source, "/schedule", task())).body.executionArn).toContain(":us-east-1:");
    await source.delete();
  });

  it("may have blanks around it", async () => {
    const source = await given.world.deploy({ region: " eu-west-1 " });
    expect((await post(source, "/schedule", task())).body.executionArn).toContain(":eu-west-1:");
    await source.delete();
  });

  it.each(["us east 1", "https://us-east-1", "US-EAST-1", "us_east_1"])(
    "of no such form (%s) is named before any call",
    async (region) => {
      const calls: string[] = [];
      const note = ({ action }: { action: string }) => void calls.push(action);
      const error = await activationError(given.world, note, { region });
      expect(error.message).toBe(`"${region}" is not the name of an AWS region`);
      expect(calls).toEqual([]);
    },
  );
});

describe("a secret", () => {
  it.each([
    ["undefined", undefined, undefined, 200],
    ["null", null, undefined, 200],
    ["empty", "", undefined, 200],
    ["a number", 12_345, "12345", 200],
    ["a number, and missing", 12_345, undefined, 401],
  ])("that is %s has each request answered", async (_, secret, sent, status) => {
    const source = await given.world.deploy();
    source.propOverrides = { secret };
    expect((await post(source, "/schedule", { ...task(), secret: sent })).status).toBe(status);
  });
});
