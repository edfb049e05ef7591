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

/**
 * Creates the role, or finds it and sets its trust policy back, and returns its ARN. Its name is derived from the source,
 * so a role of that name is ours.
 */
export async function ensureRole(iam: IAMClient, name: string, topicArn: string): Promise<string> {
  const trust = JSON.stringify(trustPolicy(topicArn));
  const created = await ignoring(["EntityAlreadyExistsException"], () =>
    iam.send(
      new CreateRoleCommand({
        RoleName: name,
        Path: ROLE_PATH,
        AssumeRolePolicyDocument: trust,
        Description: "Publishes due tasks (AWS Task Scheduler).",
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
  const isNotYetVisible = (error: unknown) => hasName(error, ...GONE, "ConcurrentModificationException");
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
