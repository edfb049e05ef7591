import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { parseArn } from "./arn.ts";
import { publishPolicy, trustPolicy } from "./documents.ts";
import { ignoring } from "./failures.ts";
import { ROLE_PATH } from "./names.ts";

const GONE = ["NoSuchEntityException"];

/** Creates the role or finds it, and returns its ARN. Its name is derived from the source, so a role of that name is ours. */
export async function ensureRole(iam: IAMClient, name: string, topicArn: string): Promise<string> {
  const created = await ignoring(["EntityAlreadyExistsException"], () =>
    iam.send(
      new CreateRoleCommand({
        RoleName: name,
        Path: ROLE_PATH,
        AssumeRolePolicyDocument: JSON.stringify(trustPolicy(topicArn)),
        Description: "Lets the Pipedream source AWS Task Scheduler publish the tasks that are due.",
      }),
    ),
  );
  const { partition, accountId } = parseArn(topicArn);
  return created?.Role?.Arn ?? `arn:${partition}:iam::${accountId}:role${ROLE_PATH}${name}`;
}

/** Puts the inline policy on the role, in place of an earlier one. */
export async function putPublishPolicy(
  iam: IAMClient,
  role: string,
  policy: string,
  topicArn: string,
): Promise<void> {
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: role,
      PolicyName: policy,
      PolicyDocument: JSON.stringify(publishPolicy(topicArn)),
    }),
  );
}

export async function deletePolicy(iam: IAMClient, role: string, policy: string): Promise<void> {
  await ignoring(GONE, () => iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: policy })));
}

export async function deleteRole(iam: IAMClient, role: string): Promise<void> {
  await ignoring(GONE, () => iam.send(new DeleteRoleCommand({ RoleName: role })));
}
