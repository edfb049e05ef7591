import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { type RetryOptions, retry } from "../retry.ts";
import { parseArn } from "./arn.ts";
import { publishPolicy, trustPolicy } from "./documents.ts";
import { DENIED, hasName, ignoring } from "./failures.ts";
import { ROLE_PATH } from "./names.ts";

const GONE = ["NoSuchEntityException"];

/** What IAM has accepted is known everywhere within seconds. */
export const IAM_CONSISTENCY_TIMEOUT_MS = 20_000;

/** Whether IAM has just not heard yet of what it accepted a moment ago. */
export function isNotYetVisible(error: unknown): boolean {
  return hasName(error, ...GONE, "ConcurrentModificationException");
}

/** Creates the role or finds it, and returns its ARN. Its name is derived from the source, so a role of that name is ours. */
export async function ensureRole(iam: IAMClient, name: string, topicArn: string): Promise<string> {
  const trust = JSON.stringify(trustPolicy(topicArn));
  const created = await ignoring(["EntityAlreadyExistsException"], () =>
    iam.send(
      new CreateRoleCommand({
        RoleName: name,
        Path: ROLE_PATH,
        AssumeRolePolicyDocument: trust,
        Description: "Lets the Pipedream source AWS Task Scheduler publish the tasks that are due.",
      }),
    ),
  );
  if (created?.Role?.Arn) return created.Role.Arn;
  await ignoring(DENIED, () =>
    iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: trust })),
  );
  const { partition, accountId } = parseArn(topicArn);
  return `arn:${partition}:iam::${accountId}:role${ROLE_PATH}${name}`;
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

/** Deletes the role. That its policy has been deleted may not be known everywhere yet. */
export async function deleteRole(
  iam: IAMClient,
  role: string,
  { now, sleep }: Pick<RetryOptions, "now" | "sleep">,
): Promise<void> {
  const remove = () => ignoring(GONE, () => iam.send(new DeleteRoleCommand({ RoleName: role })));
  await retry(remove, {
    timeoutMs: IAM_CONSISTENCY_TIMEOUT_MS,
    firstDelayMs: 1_000,
    maxDelayMs: 5_000,
    when: (error) => hasName(error, "DeleteConflictException", "ConcurrentModificationException"),
    now,
    sleep,
  });
}
