import { describe, expect, it } from "vitest";
import { executionArnOf, executionNameOf, parseArn, stateMachineArnOf } from "../../../common/aws/arn.ts";
import { EXECUTION_ARN, STACK } from "../given.ts";

describe("an ARN", () => {
  it("is taken apart", () => {
    expect(parseArn(EXECUTION_ARN)).toEqual({
      partition: "aws",
      service: "states",
      region: "us-east-1",
      accountId: "123456789012",
      resource: "execution:pipedream-scheduled-tasks-dc_test:a",
    });
  });

  it("may have no region", () => {
    expect(parseArn("arn:aws:iam::123456789012:role/x")).toMatchObject({ region: "", resource: "role/x" });
  });

  it.each([
    "",
    "arn",
    "arn:aws:sns:us-east-1:123456789012",
    "urn:aws:sns:us-east-1:1:x",
    "arn::sns:us-east-1:1:x",
    "arn:aws::us-east-1:1:x",
    "arn:aws:sns:us-east-1::x",
  ])("is not %j", (text) => {
    expect(() => parseArn(text)).toThrow("Not an ARN");
  });

  it("of a state machine follows from its topic", () => {
    const topic = "arn:aws-cn:sns:cn-north-1:123456789012:t";
    expect(stateMachineArnOf(topic, "m")).toBe("arn:aws-cn:states:cn-north-1:123456789012:stateMachine:m");
  });

  it("of an execution follows from its state machine", () => {
    expect(executionArnOf(STACK.stateMachineArn, "a")).toBe(EXECUTION_ARN);
  });
});

describe("the name of an execution", () => {
  const machine = EXECUTION_ARN.slice(0, -1);
  it.each([
    ["is the last part", EXECUTION_ARN, "a"],
    ["may have 64 characters", `${machine}${"x".repeat(64)}`, "x".repeat(64)],
    ["may not have more", `${machine}${"x".repeat(65)}`, undefined],
    ["may have a number behind it", `${EXECUTION_ARN}.12`, "a.12"],
    ["may not have any other", `${EXECUTION_ARN}.0`, undefined],
    ["may not be empty", machine, undefined],
    ["is one part", `${EXECUTION_ARN}:b`, undefined],
    ["has none of the characters that AWS reserves", `${machine}a*`, undefined],
    ["is not one of another machine", EXECUTION_ARN.replace("dc_test", "dc_test-2"), undefined],
    ["is not one of another region", EXECUTION_ARN.replace("us-east-1", "us-east-2"), undefined],
    ["is not one of another account", EXECUTION_ARN.replace("123456789012", "999999999999"), undefined],
    ["is not one of another partition", EXECUTION_ARN.replace("arn:aws", "arn:aws-cn"), undefined],
    ["is not that of a machine", EXECUTION_ARN.replace("execution", "stateMachine"), undefined],
    ["is not in an empty text", "", undefined],
  ])("%s", (_, arn, name) => {
    expect(executionNameOf(arn, STACK.stateMachineArn)).toBe(name);
  });
});
