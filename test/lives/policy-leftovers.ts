import {
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { publishPolicy, trustPolicy } from "../../common/aws/documents.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { newCredentials, type World } from "./world.ts";

/** An owner of the account who may do everything, and does it by hand. */
export function ownerOf({ aws }: World) {
  const credentials = newCredentials().aws.$auth;
  aws.users.set(credentials.accessKeyId, [{ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }]);
  const config = { endpoint: aws.url, region: "us-east-1", credentials };
  return { credentials, iam: new IAMClient(config), sfn: new SFNClient(config), sns: new SNSClient(config) };
}

export type Owner = ReturnType<typeof ownerOf>;

const nameOf = ({ id }: LocalSource) => `pipedream-scheduled-tasks-${id}`;
export const topicOf = (source: LocalSource) => `arn:aws:sns:us-east-1:123456789012:${nameOf(source)}`;

/** Makes everything under the names of the source's first stack, and each thing in a way that keeps tasks from arriving. */
export async function leaveBehind({ iam, sfn, sns }: Owner, source: LocalSource): Promise<void> {
  const name = nameOf(source);
  const { TopicArn = "" } = await sns.send(
    new CreateTopicCommand({ Name: name, Attributes: { SignatureVersion: "1" } }),
  );
  const DeliveryPolicy = JSON.stringify({ requestPolicy: { headerContentType: "text/plain" } });
  const subscriber = { Protocol: "http", Endpoint: source.endpoint, Attributes: { DeliveryPolicy } };
  await sns.send(new SubscribeCommand({ TopicArn, ...subscriber }));
  const role = { RoleName: `${name}-us-east-1`, Path: "/pipedream/" };
  const AssumeRolePolicyDocument = JSON.stringify(trustPolicy(TopicArn));
  const { Role } = await iam.send(new CreateRoleCommand({ ...role, AssumeRolePolicyDocument }));
  const inline = {
    PolicyName: "publish-scheduled-tasks",
    PolicyDocument: JSON.stringify(publishPolicy(TopicArn)),
  };
  await iam.send(new PutRolePolicyCommand({ RoleName: role.RoleName, ...inline }));
  const definition = JSON.stringify({ StartAt: "a", States: { a: { Type: "Succeed" } } });
  await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn: Role?.Arn }));
  const trust = AssumeRolePolicyDocument.replaceAll("states.amazonaws.com", "ec2.amazonaws.com");
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: role.RoleName, PolicyDocument: trust }));
}

/** What decides whether tasks arrive, and whether strangers can stop that. */
export async function attributesOf({ sns }: Owner, source: LocalSource) {
  const TopicArn = topicOf(source);
  const topic = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const SubscriptionArn = Subscriptions[0]?.SubscriptionArn;
  const subscription = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  const { DeliveryPolicy, ConfirmationWasAuthenticated } = subscription.Attributes ?? {};
  return {
    SignatureVersion: topic.Attributes?.SignatureVersion,
    DeliveryPolicy,
    ConfirmationWasAuthenticated,
  };
}
