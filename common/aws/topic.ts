import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SetTopicAttributesCommand,
  type SNSClient,
} from "@aws-sdk/client-sns";
import { hasName, ignoring, isDenied } from "./failures.ts";

/** SNS signs with SHA-256 in version 2, with SHA-1 in version 1. */
const SIGNATURE_VERSION = "2";

/** Creates the topic or finds it, and returns its ARN. */
export async function ensureTopic(sns: SNSClient, name: string): Promise<string> {
  try {
    return await createTopic(sns, name, { SignatureVersion: SIGNATURE_VERSION });
  } catch (error) {
    // It exists with other attributes, or the policy allows a plain topic only.
    if (!hasName(error, "InvalidParameterException") && !isDenied(error)) throw error;
  }
  const topicArn = await createTopic(sns, name, {});
  const names = ["AuthorizationErrorException"]; // Both versions verify, so the older one will do.
  await ignoring(names, () =>
    sns.send(
      new SetTopicAttributesCommand({
        TopicArn: topicArn,
        AttributeName: "SignatureVersion",
        AttributeValue: SIGNATURE_VERSION,
      }),
    ),
  );
  return topicArn;
}

export async function deleteTopic(sns: SNSClient, topicArn: string): Promise<void> {
  await ignoring(["NotFoundException"], () => sns.send(new DeleteTopicCommand({ TopicArn: topicArn })));
}

async function createTopic(
  sns: SNSClient,
  name: string,
  attributes: Record<string, string>,
): Promise<string> {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name, Attributes: attributes }));
  if (!TopicArn) throw new Error("CreateTopic answered without an ARN");
  return TopicArn;
}
