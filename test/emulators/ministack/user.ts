import type { Credentials } from "../../../common/aws/clients.ts";
import type { PolicyDocument } from "../../../local/aws/iam/policy.ts";
import type { Boto } from "../boto.ts";

/** The keys of a new user who may do what the policy allows, and nothing else. */
export async function makeUser(boto: Boto, UserName: string, policy: PolicyDocument): Promise<Credentials> {
  await boto.call("iam", "create_user", { UserName });
  const PolicyDocument = JSON.stringify(policy);
  await boto.call("iam", "put_user_policy", { UserName, PolicyName: "source", PolicyDocument });
  const { AccessKey } = await boto.call("iam", "create_access_key", { UserName });
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
}

/** The policy for MiniStack, which looks for roles without their path. */
export function withoutRolePaths(policy: PolicyDocument): PolicyDocument {
  return JSON.parse(JSON.stringify(policy).replaceAll(":role/pipedream/", ":role/"));
}
