import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { ListSubscriptionsCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";

/** The ARNs of all that exists in an account, in a region, as AWS itself lists it. */
export async function listResources(
  endpoint: string,
  region: string,
  credentials = { accessKeyId: "AKIALOOKINGBEHIND", secretAccessKey: "-" },
): Promise<string[]> {
  const config = { endpoint, region, credentials };
  const [roles, machines, topics, subscriptions] = await Promise.all([
    new IAMClient(config).send(new ListRolesCommand({})),
    new SFNClient(config).send(new ListStateMachinesCommand({})),
    new SNSClient(config).send(new ListTopicsCommand({})),
    new SNSClient(config).send(new ListSubscriptionsCommand({})),
  ]);
  const arns = [
    ...(roles.Roles ?? []).map(({ Arn }) => Arn),
    ...(machines.stateMachines ?? []).map(({ stateMachineArn }) => stateMachineArn),
    ...(topics.Topics ?? []).map(({ TopicArn }) => TopicArn),
    ...(subscriptions.Subscriptions ?? []).map(({ SubscriptionArn }) => SubscriptionArn),
  ];
  return arns.filter((arn) => arn !== undefined);
}
