import { describe, expect, it } from "vitest";
import { namesOf, numberOf, roleNameOf } from "../../../common/aws/names.ts";

describe("the names of a stack", () => {
  it("are those of the source for the first", () => {
    expect(namesOf("dc_abc1234", "us-east-1", 1)).toEqual({
      topicName: "pipedream-scheduled-tasks-dc_abc1234",
      roleName: "pipedream-scheduled-tasks-dc_abc1234-us-east-1",
      policyName: "publish-scheduled-tasks",
      stateMachineName: "pipedream-scheduled-tasks-dc_abc1234",
    });
  });

  it("carry the number of every later one", () => {
    expect(namesOf("dc_abc1234", "us-east-1", 12)).toEqual({
      topicName: "pipedream-scheduled-tasks-dc_abc1234-12",
      roleName: "pipedream-scheduled-tasks-dc_abc1234-12-us-east-1",
      policyName: "publish-scheduled-tasks",
      stateMachineName: "pipedream-scheduled-tasks-dc_abc1234-12",
    });
  });
});

describe("the name of a role", () => {
  const base = "pipedream-scheduled-tasks-dc_01234567890123456789";

  it("is at most 64 characters long", () => {
    expect(roleNameOf(base, "ap-northeast-1")).toBe(`${base}-ap-northeast-1`);
    expect(roleNameOf(`${base}x`, "ap-northeast-1")).toMatch(/^.{55}-[0-9a-f]{8}$/);
    expect(roleNameOf("x".repeat(200), "us-east-1")).toHaveLength(64);
  });

  it.each([
    ["region", `${base}-2`, "ap-northeast-1", `${base}-2`, "ap-northeast-2"],
    ["number", `${base}-2`, "ap-northeast-1", `${base}-3`, "ap-northeast-1"],
  ])("differs by %s, also where it is cut short", (_, topic, region, otherTopic, otherRegion) => {
    expect(roleNameOf(topic, region)).not.toBe(roleNameOf(otherTopic, otherRegion));
  });
});

describe("the number of a topic", () => {
  const base = "pipedream-scheduled-tasks-dc_test";
  it.each([
    [base, 1],
    [`${base}-2`, 2],
    [`${base}-10`, 10],
    [`${base}-999999`, 999_999],
    [`${base}-1000000`, undefined],
    [`${base}-1`, undefined],
    [`${base}-0`, undefined],
    [`${base}-02`, undefined],
    [`${base}--2`, undefined],
    [`${base}-`, undefined],
    [`${base}-2x`, undefined],
    [`${base}-2 `, undefined],
    [`${base}2`, undefined],
    [`x${base}-2`, undefined],
    ["pipedream-scheduled-tasks-dc_other-2", undefined],
    ["", undefined],
  ])("%s is %s", (name, number) => {
    expect(numberOf("dc_test", name)).toBe(number);
  });

  it("is found again in the name of every stack", () => {
    for (const number of [1, 2, 11, 999]) {
      expect(numberOf("dc_test", namesOf("dc_test", "us-east-1", number).topicName)).toBe(number);
    }
  });
});
