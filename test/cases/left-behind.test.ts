import { describe, expect, it, vi } from "vitest";
import { activationError, givenSource } from "./given.ts";

const given = givenSource();

describe("an activation whose first call AWS refuses", () => {
  it.each([
    ["TopicLimitExceeded", 403],
    ["TagPolicy", 400],
    ["OptInRequired", 403],
    ["AuthorizationError", 403],
    ["InvalidClientTokenId", 403],
    ["SignatureDoesNotMatch", 403],
    ["InvalidParameter", 400],
  ])("with %s has left nothing behind, and does not say so", async (code, status) => {
    const error = await activationError(given.world, ({ action }) =>
      action === "CreateTopic" ? { status, code, message: "no" } : undefined,
    );
    expect(error.name).toBe("ConfigurationError");
    expect(error.message).toContain("Could not create the SNS topic");
    expect(error.message).not.toMatch(/left behind/i);
  });
});

describe("an activation that never reaches AWS", () => {
  it("has left nothing behind, and says for how long it tried", async () => {
    const { world } = given;
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    const error = await activationError(world, undefined);
    vi.stubEnv("AWS_ENDPOINT_URL", world.aws.url);
    expect(error.message).toMatch(/^Could not create the SNS topic in (2\d|30) s: .*ECONNREFUSED/);
    expect(error.message).not.toMatch(/left behind/i);
  });
});

describe("an activation whose call may have had its effect", () => {
  it.each([
    ["the answer is lost", { dropAnswer: true }],
    ["no answer comes", { hang: "after its effect" }],
  ] as const)("removes what may be there where %s", async (_, fault) => {
    const { world } = given;
    const before = await world.resources();
    const error = await activationError(world, ({ action }) => (action === "CreateRole" ? fault : undefined));
    expect(error.message).toMatch(/^Could not create the IAM role in \d+ s: /);
    expect(error.message).not.toMatch(/left behind/i);
    expect(await world.resources()).toEqual(before);
  });

  it("says what may be there where that cannot be removed either", async () => {
    const error = await activationError(given.world, ({ action }) =>
      /Topic$/.test(action) ? { dropAnswer: true } : undefined,
    );
    expect(error.message).toMatch(/Left behind: perhaps the topic pipedream-scheduled-tasks-dc_\w+ /);
  });
});
