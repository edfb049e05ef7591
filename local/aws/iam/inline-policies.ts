import { AwsError } from "../errors.ts";
import { requireLength, requireText, violation } from "../input.ts";
import type { Operation } from "../world.ts";
import { parseIdentityPolicy } from "./documents.ts";
import { requireRole, requireVisibleRole } from "./roles.ts";

export const putRolePolicy: Operation = (world, call) => {
  const role = requireVisibleRole(world, call);
  const name = requireText(call, "PolicyName");
  requireLength(call, "PolicyName", name, 128);
  if (!/^[\w+=,.@-]+$/.test(name)) {
    throw violation(call, "PolicyName", name, "Member must satisfy regular expression pattern: [\\w+=,.@-]+");
  }
  role.policies.set(name, parseIdentityPolicy(requireText(call, "PolicyDocument")));
  return undefined;
};

export const getRolePolicy: Operation = (world, call) => {
  const role = requireRole(world, call);
  const name = requireText(call, "PolicyName");
  const policy = role.policies.get(name);
  if (!policy) throw unknownPolicy(name);
  return { RoleName: role.name, PolicyName: name, PolicyDocument: encodeURIComponent(policy.text) };
};

export const deleteRolePolicy: Operation = (world, call) => {
  const role = requireRole(world, call);
  const name = requireText(call, "PolicyName");
  if (!role.policies.delete(name)) throw unknownPolicy(name);
  role.policyDeletedAt = world.clock.now();
  return undefined;
};

export const listRolePolicies: Operation = (world, call) => ({
  PolicyNames: { member: [...requireRole(world, call).policies.keys()] },
  IsTruncated: false,
});

function unknownPolicy(name: string): AwsError {
  return new AwsError(404, "NoSuchEntity", `The role policy with name ${name} cannot be found.`);
}
