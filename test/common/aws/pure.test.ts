import { describe, expect, it } from "vitest";
import { executionArnOf, executionNameOf, parseArn, stateMachineArnOf } from "../../../common/aws/arn.ts";
import {
  deliveryPolicy,
  publishPolicy,
  stateMachineDefinition,
  trustPolicy,
} from "../../../common/aws/documents.ts";
import { hasName, ignoring, isAwsError, toAwsFailure } from "../../../common/aws/failures.ts";
import { baseName, roleName, stateMachineNames } from "../../../common/aws/names.ts";
import { REGIONS } from "../../../common/aws/regions.ts";
import { awsError, EXECUTION_ARN, STACK } from "../given.ts";

const CHINA = "arn:aws-cn:sns:cn-north-1:123456789012:pipedream-scheduled-tasks-dc_test";

describe("ARNs", () => {
  it("are taken apart", () => {
    expect(parseArn(EXECUTION_ARN)).toEqual({
      partition: "aws",
      service: "states",
      region: "us-east-1",
      accountId: "123456789012",
      resource: "execution:pipedream-scheduled-tasks-dc_test:a",
    });
  });

  it.each([
    "",
    "arn",
    "arn:aws:sns:us-east-1:123456789012",
    "urn:aws:sns:us-east-1:1:x",
    "arn::sns:us-east-1:1:x",
  ])("are not %j", (text) => {
    expect(() => parseArn(text)).toThrow("Not an ARN");
  });

  it("of a state machine and an execution follow from the topic", () => {
    expect(stateMachineArnOf(CHINA, "m")).toBe("arn:aws-cn:states:cn-north-1:123456789012:stateMachine:m");
    expect(executionArnOf(STACK.stateMachineArn, "a")).toBe(EXECUTION_ARN);
  });

  it.each([
    [EXECUTION_ARN, "a"],
    [`${EXECUTION_ARN}:b`, undefined],
    [EXECUTION_ARN.slice(0, -1), undefined],
    [EXECUTION_ARN.replace("dc_test", "dc_test-2"), undefined],
    [EXECUTION_ARN.replace("execution", "stateMachine"), undefined],
    [EXECUTION_ARN.replace("us-east-1", "us-east-2"), undefined],
    [`${EXECUTION_ARN}${"x".repeat(80)}`, undefined],
    ["", undefined],
  ])("%s is of our machine: %s", (arn, name) => {
    expect(executionNameOf(arn, STACK.stateMachineArn)).toBe(name);
  });
});

describe("names", () => {
  it("tell whose they are", () => {
    expect(baseName("dc_abc1234")).toBe("pipedream-scheduled-tasks-dc_abc1234");
    expect(roleName("dc_abc1234", "us-east-1")).toBe("pipedream-scheduled-tasks-dc_abc1234-us-east-1");
    const names = ["", "-2", "-3"].map((suffix) => `pipedream-scheduled-tasks-dc_a${suffix}`);
    expect(stateMachineNames("dc_a").slice(0, 3)).toEqual(names);
    expect(stateMachineNames("dc_a", names[1]).slice(0, 3)).toEqual([names[1], names[0], names[2]]);
  });

  it("of a role stay within 64 characters, and differ by region", () => {
    const [one, other] = ["us-east-1", "us-east-2"].map((region) =>
      roleName("dc_0123456789012345678901234567", region),
    );
    expect(one).toHaveLength(64);
    expect(other).toHaveLength(64);
    expect(one).not.toBe(other);
  });

  it("of regions are shown with the region", () => {
    expect(REGIONS).toContainEqual({ label: "US East (N. Virginia) - `us-east-1`", value: "us-east-1" });
    expect(new Set(REGIONS.map(({ value }) => value)).size).toBe(REGIONS.length);
  });
});

describe("documents", () => {
  it("let Step Functions assume the role, on this account's behalf", () => {
    expect(trustPolicy(CHINA)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "states.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:*" },
          },
        },
      ],
    });
  });

  it("let the role publish to its topic, and nothing else", () => {
    expect(publishPolicy(CHINA).Statement).toEqual([
      { Effect: "Allow", Action: "sns:Publish", Resource: CHINA },
    ]);
  });

  it("define a machine that waits, then publishes: two states", () => {
    const { StartAt, States } = stateMachineDefinition(CHINA, false);
    expect(StartAt).toBe("Wait until due");
    expect(Object.keys(States)).toEqual(["Wait until due", "Publish"]);
    expect(States["Wait until due"]).toEqual({ Type: "Wait", TimestampPath: "$.waitUntil", Next: "Publish" });
    expect(States.Publish).toMatchObject({
      Type: "Task",
      Resource: "arn:aws-cn:states:::sns:publish",
      Parameters: { TopicArn: CHINA, Message: { "executionArn.$": "$$.Execution.Id", "task.$": "$.task" } },
      Retry: [{ MaxAttempts: 0 }, { ErrorEquals: ["States.ALL"], JitterStrategy: "FULL" }],
      End: true,
    });
    expect(States.Publish).not.toHaveProperty("TimeoutSeconds");
  });

  it("define one that publishes until it is acknowledged, for 72 hours at least, still of two states", () => {
    const { States } = stateMachineDefinition(CHINA, true);
    expect(Object.keys(States)).toEqual(["Wait until due", "Publish"]);
    expect(States.Publish).toMatchObject({
      Resource: "arn:aws-cn:states:::sns:publish.waitForTaskToken",
      Parameters: { Message: { "taskToken.$": "$$.Task.Token" } },
      TimeoutSeconds: 900,
    });
    const [, retry] = States.Publish.Retry;
    expect((retry?.MaxAttempts ?? 0) * 900).toBeGreaterThanOrEqual(72 * 3_600);
    expect(retry).toMatchObject({ MaxDelaySeconds: 3_600, JitterStrategy: "FULL" });
  });

  it("ask SNS to try for most of an hour, and not for longer than it can", () => {
    const { healthyRetryPolicy: policy, throttlePolicy } = deliveryPolicy();
    const backoffs =
      policy.numRetries - policy.numNoDelayRetries - policy.numMinDelayRetries - policy.numMaxDelayRetries;
    const shortest =
      (policy.numMinDelayRetries + backoffs) * policy.minDelayTarget +
      policy.numMaxDelayRetries * policy.maxDelayTarget;
    const longest =
      policy.numMinDelayRetries * policy.minDelayTarget +
      (backoffs + policy.numMaxDelayRetries) * policy.maxDelayTarget;
    expect(backoffs).toBeGreaterThan(0);
    expect(shortest).toBeGreaterThan(2_700);
    expect(longest).toBeLessThanOrEqual(3_600);
    expect(throttlePolicy.maxReceivesPerSecond).toBe(10);
  });
});

describe("failures", () => {
  it.each([
    [
      awsError(
        "AccessDeniedException",
        "User: x is not authorized to perform: states:StartExecution on resource: y",
      ),
      { kind: "denied", action: "states:StartExecution" },
    ],
    [
      awsError(
        "AuthorizationErrorException",
        "User: x is not authorized to perform: SNS:Subscribe on resource: y",
      ),
      { kind: "denied", action: "SNS:Subscribe" },
    ],
    [awsError("AccessDenied", "no"), { kind: "denied" }],
    [awsError("ThrottlingException"), { kind: "throttled" }],
    [awsError("Other", "x", 429), { kind: "throttled" }],
    [awsError("Other"), { kind: "other" }],
  ])("%s is told apart", (error, expected) => {
    expect(toAwsFailure(error)).toEqual({ name: error.name, ...expected });
  });

  it("are AWS's if they came from a call", () => {
    expect(isAwsError(awsError("Any"))).toBe(true);
    expect(isAwsError(new Error("any"))).toBe(false);
    expect(isAwsError("any")).toBe(false);
    expect(hasName("NotFound", "NotFound")).toBe(false);
  });

  it("are ignored by name only", async () => {
    const failing = (name: string) => () => Promise.reject(awsError(name));
    await expect(ignoring(["Gone"], failing("Gone"))).resolves.toBeUndefined();
    await expect(ignoring(["Gone"], failing("Other"))).rejects.toThrow("Other");
  });
});
