import type { Call } from "../call.ts";
import { partitionOf } from "../partition.ts";
import type { World } from "../world.ts";

const INPUTS: Readonly<Record<string, string>> = {
  StartExecution: "stateMachineArn",
  ListExecutions: "stateMachineArn",
  UpdateStateMachine: "stateMachineArn",
  DeleteStateMachine: "stateMachineArn",
  DescribeStateMachine: "stateMachineArn",
  DescribeExecution: "executionArn",
  StopExecution: "executionArn",
  GetExecutionHistory: "executionArn",
  Subscribe: "TopicArn",
  ListSubscriptionsByTopic: "TopicArn",
  ConfirmSubscription: "TopicArn",
  Publish: "TopicArn",
  SetTopicAttributes: "TopicArn",
  GetTopicAttributes: "TopicArn",
  DeleteTopic: "TopicArn",
};

/**
 * What a call is about, as policies name it; `*` where a service defines no resource, which then only `*` allows.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function resourceOf(world: World, { service, action, input, region }: Call): string {
  const named = input[INPUTS[action] ?? ""];
  if (typeof named === "string") return named;
  const owner = `${region}:${world.settings.accountId}`;
  const partition = `arn:${partitionOf(region)}`;
  if (action === "CreateTopic") return `${partition}:sns:${owner}:${input.Name}`;
  if (action === "CreateStateMachine") return `${partition}:states:${owner}:stateMachine:${input.name}`;
  if (service !== "iam" || input.RoleName === undefined) return "*";
  const name = String(input.RoleName);
  const path = world.roles.get(name.toLowerCase())?.path ?? input.Path ?? PIPEDREAM_PATH;
  return `${partition}:iam::${world.settings.accountId}:role${path}${name}`;
}

/** Under which path AWS looks at a role that does not exist is not documented; here, who may touch ours may learn that. */
const PIPEDREAM_PATH = "/pipedream/";
