import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { ListSubscriptionsCommand, SetSubscriptionAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import type { LocalAwsOptions } from "../local/aws/server.ts";
import { type Child, start } from "./child.ts";
import { CREDENTIALS, FLOOR, PROPS } from "./paths.ts";
import type { AwsHandlers } from "./processes/aws.ts";
import type { SourceHandlers } from "./processes/source.ts";
import type { SubjectFile } from "./processes/subject.ts";
import { until } from "./until.ts";

const CONFIRMATION_TIMEOUT_MS = 60_000;

/** A source in its process, and how to reach it. */
export interface Hosted extends Child<SourceHandlers> {
  readonly file: SubjectFile;
  readonly url: string;
  /** How long its activation took. */
  readonly activationMs: number;
}

export interface World {
  readonly aws: Child<AwsHandlers>;
  readonly awsUrl: string;
  deploy(file: SubjectFile, options?: { rateLimit?: boolean; props?: object }): Promise<Hosted>;
  /** The component that only calls StartExecution, on the state machine of another. */
  deployFloor(): Promise<Hosted>;
  /** Waits until SNS delivers to the one source that there is. */
  confirmed(): Promise<void>;
  /** Lets SNS deliver to it as fast as it can, whatever the source has asked for. */
  unthrottle(): Promise<void>;
  /** Ends that process as well when this world is closed. */
  adopt<C extends Ending>(child: C): C;
  close(): Promise<void>;
}

interface Ending {
  stop(): Promise<void>;
}

/** A local AWS and room for sources, each in a process of its own. */
export async function openWorld(options: LocalAwsOptions = {}): Promise<World> {
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  const aws = start<AwsHandlers>("aws", { env, execArgv: ["--max-old-space-size=8192"] });
  const awsUrl = await aws.ask.start({ rolePropagationMs: 0, ...options });
  const children: Ending[] = [];
  const host = async (file: SubjectFile, props: object, rateLimit: boolean): Promise<Hosted> => {
    const child = start<SourceHandlers>("source", {
      env: { AWS_ENDPOINT_URL: awsUrl },
      execArgv: ["--expose-gc"],
    });
    children.push(child);
    const port = await child.ask.freePort();
    const publicUrl = await aws.ask.front(port);
    const { url, ms } = await child.ask.deploy({ file, props: { ...props }, port, publicUrl, rateLimit });
    return { ...child, file, url, activationMs: ms };
  };
  return {
    aws,
    awsUrl,
    deploy: (file, { rateLimit = false, props = {} } = {}) => host(file, { ...PROPS, ...props }, rateLimit),
    deployFloor: async () => host(FLOOR, { ...PROPS, stateMachineArn: await anyStateMachine(awsUrl) }, false),
    confirmed: () =>
      until("the subscription is confirmed", () => isConfirmed(awsUrl), CONFIRMATION_TIMEOUT_MS),
    unthrottle: () => removeDeliveryPolicy(awsUrl),
    adopt(child) {
      children.push(child);
      return child;
    },
    async close() {
      await Promise.all([...children, aws].map((child) => child.stop()));
    },
  };
}

const clientConfig = (endpoint: string) => ({ endpoint, region: PROPS.region, credentials: CREDENTIALS });

async function anyStateMachine(awsUrl: string): Promise<string> {
  const { stateMachines = [] } = await new SFNClient(clientConfig(awsUrl)).send(
    new ListStateMachinesCommand({}),
  );
  return stateMachines[0]?.stateMachineArn ?? "";
}

/** SNS lists a subscription that waits for its confirmation without its ARN. */
async function isConfirmed(awsUrl: string): Promise<boolean> {
  return (await anySubscription(new SNSClient(clientConfig(awsUrl)))).startsWith("arn:");
}

async function removeDeliveryPolicy(awsUrl: string): Promise<void> {
  const sns = new SNSClient(clientConfig(awsUrl));
  const SubscriptionArn = await anySubscription(sns);
  const change = { SubscriptionArn, AttributeName: "DeliveryPolicy", AttributeValue: "" };
  await sns.send(new SetSubscriptionAttributesCommand(change));
}

async function anySubscription(sns: SNSClient): Promise<string> {
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
  return Subscriptions[0]?.SubscriptionArn ?? "";
}
