import { describe, expect, it } from "vitest";
import {
  CLAIM_TIMEOUT_SECONDS,
  deliveryPolicy,
  publishPolicy,
  stateMachineDefinition,
  trustPolicy,
} from "../../../common/aws/documents.ts";

const CHINA = "arn:aws-cn:sns:cn-north-1:123456789012:pipedream-scheduled-tasks-dc_test";

it("the trust policy lets Step Functions assume the role, on this account's behalf", () => {
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

it("the inline policy lets the role publish to its topic, and nothing else", () => {
  expect(publishPolicy(CHINA)).toEqual({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: CHINA }],
  });
});

describe("the definition", () => {
  it.each([false, true])("has two states, for that is the price of a task (claimed: %s)", (isClaimed) => {
    const { StartAt, States } = stateMachineDefinition(CHINA, isClaimed);
    expect(Object.keys(States)).toEqual([StartAt, "Publish"]);
    expect(States["Wait until due"]).toEqual({ Type: "Wait", TimestampPath: "$.waitUntil", Next: "Publish" });
    expect(States.Publish).toMatchObject({ Type: "Task", End: true });
  });

  it("publishes once in the plain mode", () => {
    const { Publish } = stateMachineDefinition(CHINA, false).States;
    expect(Publish).toMatchObject({
      Resource: "arn:aws-cn:states:::sns:publish",
      Parameters: {
        TopicArn: CHINA,
        Message: { "executionArn.$": "$$.Execution.Id", "task.$": "$.task" },
      },
    });
    expect(Publish.Parameters.Message).not.toHaveProperty("taskToken.$");
    expect(Publish).not.toHaveProperty("TimeoutSeconds");
  });

  it("publishes with a token, until a delivery has claimed the task", () => {
    const { Publish } = stateMachineDefinition(CHINA, true).States;
    expect(Publish).toMatchObject({
      Resource: "arn:aws-cn:states:::sns:publish.waitForTaskToken",
      Parameters: {
        TopicArn: CHINA,
        Message: {
          "executionArn.$": "$$.Execution.Id",
          "task.$": "$.task",
          "taskToken.$": "$$.Task.Token",
        },
      },
      TimeoutSeconds: CLAIM_TIMEOUT_SECONDS,
    });
  });

  it("goes on for three days at least, should the jitter leave no pauses", () => {
    const [never, always] = stateMachineDefinition(CHINA, true).States.Publish.Retry;
    expect(never).toEqual({ ErrorEquals: ["SNS.InvalidParameterException"], MaxAttempts: 0 });
    expect(always).toMatchObject({
      ErrorEquals: ["States.ALL"],
      BackoffRate: 2,
      MaxDelaySeconds: 3_600,
      JitterStrategy: "FULL",
    });
    expect((always?.MaxAttempts ?? 0) * CLAIM_TIMEOUT_SECONDS).toBeGreaterThanOrEqual(72 * 3_600);
  });
});

describe("the delivery policy", () => {
  const { healthyRetryPolicy: policy, throttlePolicy, requestPolicy } = deliveryPolicy();

  it("tries for most of the hour after which SNS gives up, and for no longer", () => {
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
  });

  it("stays below the ten requests a second that Pipedream takes, as the throttle is an average", () => {
    expect(throttlePolicy.maxReceivesPerSecond).toBe(8);
  });

  it("asks for JSON as JSON", () => {
    expect(requestPolicy).toEqual({ headerContentType: "application/json" });
  });
});
