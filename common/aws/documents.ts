import { parseArn } from "./arn.ts";

/**
 * Who may assume the role: Step Functions, on behalf of this account's state machines in this region only.
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html#prevent-cross-service-confused-deputy
 */
export function trustPolicy(topicArn: string) {
  const { partition, region, accountId } = parseArn(topicArn);
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "states.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ArnLike: { "aws:SourceArn": `arn:${partition}:states:${region}:${accountId}:stateMachine:*` },
        },
      },
    ],
  };
}

/** What the role may do. */
export function publishPolicy(topicArn: string) {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: topicArn }],
  };
}

/**
 * Without a claim in this time a task is published again. What SNS delivers later than that claims its task by stopping it,
 * so the time decides only how soon a task is tried again that met an inactive source.
 */
export const CLAIM_TIMEOUT_SECONDS = 900;

/**
 * Two states, so two transitions for a task that succeeds: that is its price. A task that is to be claimed is published
 * until a delivery has claimed it: 300 attempts of a quarter of an hour each are 75 hours, even should the jitter leave
 * no pauses.
 */
export function stateMachineDefinition(topicArn: string, isClaimed: boolean) {
  return {
    StartAt: "Wait until due",
    States: {
      "Wait until due": { Type: "Wait", TimestampPath: "$.waitUntil", Next: "Publish" },
      Publish: {
        Type: "Task",
        Resource: `arn:${parseArn(topicArn).partition}:states:::sns:publish${isClaimed ? ".waitForTaskToken" : ""}`,
        Parameters: {
          TopicArn: topicArn,
          Message: {
            "executionArn.$": "$$.Execution.Id",
            "task.$": "$.task",
            ...(isClaimed && { "taskToken.$": "$$.Task.Token" }),
          },
        },
        ...(isClaimed && { TimeoutSeconds: CLAIM_TIMEOUT_SECONDS }),
        Retry: [
          { ErrorEquals: ["SNS.InvalidParameterException"], MaxAttempts: 0 },
          {
            // The name of a throttle from SNS is not documented, so errors worth a retry are not enumerated.
            ErrorEquals: ["States.ALL"],
            IntervalSeconds: 2,
            BackoffRate: 2,
            MaxDelaySeconds: 3_600,
            MaxAttempts: 300,
            JitterStrategy: "FULL",
          },
        ],
        End: true,
      },
    },
  };
}

/**
 * How SNS delivers to the endpoint. At most 3 x 5 s, 5 x 120 s and 24 x 120 s, just within the hour after which SNS
 * gives up whatever the policy; eight a second, because Pipedream answers 429 above ten, and the throttle is an average.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export function deliveryPolicy() {
  return {
    healthyRetryPolicy: {
      minDelayTarget: 5,
      maxDelayTarget: 120,
      numRetries: 32,
      numNoDelayRetries: 0,
      numMinDelayRetries: 3,
      numMaxDelayRetries: 24,
      backoffFunction: "exponential",
    },
    throttlePolicy: { maxReceivesPerSecond: 8 },
    requestPolicy: { headerContentType: "application/json" },
  };
}
