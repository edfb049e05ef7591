import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { type Clock, retry } from "../retry.ts";
import { parseArn } from "./arn.ts";
import { publishPolicy, trustPolicy } from "./documents.ts";
import { DENIED, hasName, ignoring } from "./failures.ts";
import { ROLE_PATH } from "./names.ts";

const GONE = ["NoSuchEntityException"];

/** IAM answers from several places: what it has accepted is known everywhere within seconds. */
const CONSISTENCY = { timeoutMs: 20_000, firstDelayMs: 1_000, maxDelayMs: 5_000 };

/** What IAM answers about a role that is not yet known everywhere. */
const isNotYetVisible = (error: unknown) => hasName(error, ...GONE, "ConcurrentModificationException");

/** Creates the role. Its name is derived from the source, so a role of that name is ours: false if it was there already. */
export async function createRole(iam: IAMClient, name: string, topicArn: string): Promise<boolean> {
  const created = await ignoring(["EntityAlreadyExistsException"], () =>
    iam.send(
      new CreateRoleCommand({
        RoleName: name,
        Path: ROLE_PATH,
        AssumeRolePolicyDocument: JSON.stringify(trustPolicy(topicArn)),
        Description: "Publishes due tasks (AWS Task Scheduler).",
      }),
    ),
  );
  return created !== undefined;
}

/**
 * Sets the trust policy of a role back, as far as the policy allows. Waits for a new one to be known everywhere: it may have
 * been made a moment ago, by a call whose answer was lost.
 */
export async function restoreTrust(
  iam: IAMClient,
  name: string,
  topicArn: string,
  clock: Clock,
): Promise<void> {
  const input = { RoleName: name, PolicyDocument: JSON.stringify(trustPolicy(topicArn)) };
  await retry(
    () => ignoring(DENIED, () => iam.send(new UpdateAssumeRolePolicyCommand(input))),
    { ...CONSISTENCY, when: isNotYetVisible },
    clock,
  );
}

/** The ARN of the role of that name, in the account of a topic. */
export function roleArnOf(topicArn: string, name: string): string {
  const { partition, accountId } = parseArn(topicArn);
  return `arn:${partition}:iam::${accountId}:role${ROLE_PATH}${name}`;
}

/** Puts the inline policy on the role, replacing an earlier one. Waits for a new role to be known everywhere. */
export async function putPublishPolicy(
  iam: IAMClient,
  role: string,
  policy: string,
  topicArn: string,
  clock: Clock,
): Promise<void> {
  const document = JSON.stringify(publishPolicy(topicArn));
  const input = { RoleName: role, PolicyName: policy, PolicyDocument: document };
  await retry(
    () => iam.send(new PutRolePolicyCommand(input)),
    { ...CONSISTENCY, when: isNotYetVisible },
    clock,
  );
}

export async function deletePolicy(iam: IAMClient, role: string, policy: string): Promise<void> {
  await ignoring(GONE, () => iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: policy })));
}

/** Deletes the role. That its policy has been deleted may not be known everywhere yet. */
export async function deleteRole(iam: IAMClient, role: string, clock: Clock): Promise<void> {
  const remove = () => ignoring(GONE, () => iam.send(new DeleteRoleCommand({ RoleName: role })));
  const isNotYetVisible = (error: unknown) =>
    hasName(error, "DeleteConflictException", "ConcurrentModificationException");
  await retry(remove, { ...CONSISTENCY, when: isNotYetVisible }, clock);
}
