import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { onTestFinished } from "vitest";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "../../../local/aws/server.ts";
import { ManualClock } from "../../../local/shared/clock.ts";

export const START = Date.parse("2026-03-01T00:00:00Z");
export const SECOND = 1_000;
export const HOUR = 3_600 * SECOND;
export const DAY = 24 * HOUR;
export const TOPIC = "arn:aws:sns:us-east-1:123456789012:tasks";
export const MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:tasks";
export const ROLE = "arn:aws:iam::123456789012:role/publisher";

export interface Harness {
  readonly aws: LocalAws;
  readonly clock: ManualClock;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly iam: IAMClient;
}

export function clientConfig(aws: LocalAws, region = "us-east-1") {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  return { endpoint: aws.url, region, credentials, maxAttempts: 1 };
}

export async function startHarness(options: LocalAwsOptions = {}): Promise<Harness> {
  const clock = new ManualClock(START);
  const aws = await startLocalAws({ clock, ...options });
  const config = clientConfig(aws);
  const clients = { sfn: new SFNClient(config), sns: new SNSClient(config), iam: new IAMClient(config) };
  onTestFinished(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await aws.close();
  });
  return { aws, clock, ...clients };
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Record<string, string>;
}

/** An HTTP endpoint that remembers what it is sent. It answers with the next of `statuses`, then with 200. */
export async function startSubscriber(onMessage: (received: Received) => Promise<void> | void = () => {}) {
  const received: Received[] = [];
  const statuses: (number | "never" | "closed")[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const message = { headers: request.headers, text: body, body: JSON.parse(body) };
    received.push(message);
    const status = statuses.shift() ?? 200;
    await onMessage(message);
    if (status === "closed") response.destroy();
    else if (status !== "never") response.writeHead(status, { location: "/elsewhere" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    return closed;
  };
  onTestFinished(async () => void (await close()));
  return { url, received, statuses, close };
}

/** A topic with a confirmed subscription. */
export async function subscribeConfirmed(
  { aws, sns }: Harness,
  subscriber: Awaited<ReturnType<typeof startSubscriber>>,
  deliveryPolicy?: object,
  topicAttributes: Record<string, string> = {},
): Promise<string> {
  await sns.send(new CreateTopicCommand({ Name: "tasks", Attributes: topicAttributes }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: TOPIC,
      Protocol: "http",
      Endpoint: subscriber.url,
      Attributes: deliveryPolicy ? { DeliveryPolicy: JSON.stringify(deliveryPolicy) } : {},
    }),
  );
  await aws.settled();
  const Token = subscriber.received.at(-1)?.body.Token;
  const { SubscriptionArn = "" } = await sns.send(new ConfirmSubscriptionCommand({ TopicArn: TOPIC, Token }));
  subscriber.received.length = 0;
  return SubscriptionArn;
}

export const TRUST = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "states.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": "123456789012" },
        ArnLike: { "aws:SourceArn": "arn:aws:states:us-east-1:123456789012:stateMachine:*" },
      },
    },
  ],
};

export const MAY_PUBLISH = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: TOPIC }],
};

export async function createRole({ iam }: Harness, trust: object = TRUST, policy: object = MAY_PUBLISH) {
  await iam.send(
    new CreateRoleCommand({ RoleName: "publisher", AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "publisher",
      PolicyName: "publish",
      PolicyDocument: JSON.stringify(policy),
    }),
  );
}

/** Waits, then publishes; `task` overrides parts of the publishing state. */
export function waitThenPublish(task: object = {}) {
  return {
    StartAt: "Wait",
    States: {
      Wait: { Type: "Wait", TimestampPath: "$.at", Next: "Publish" },
      Publish: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Parameters: { TopicArn: TOPIC, Message: { "executionArn.$": "$$.Execution.Id", "task.$": "$.task" } },
        End: true,
        ...task,
      },
    },
  };
}

export const CALLBACK = {
  Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
  Parameters: { TopicArn: TOPIC, Message: { "token.$": "$$.Task.Token" } },
};

/** A role that can be assumed and a machine that uses it. */
export async function createMachine(harness: Harness, definition: object = waitThenPublish()): Promise<void> {
  await createRole(harness);
  await harness.clock.advance(2 * SECOND);
  await harness.sfn.send(
    new CreateStateMachineCommand({ name: "tasks", definition: JSON.stringify(definition), roleArn: ROLE }),
  );
}

export async function start({ sfn }: Harness, input: unknown, name?: string): Promise<string> {
  const { executionArn = "" } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: MACHINE, input: JSON.stringify(input), name }),
  );
  return executionArn;
}

export function after(ms: number): string {
  return new Date(START + ms).toISOString();
}
