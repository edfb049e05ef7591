import { randomBytes } from "node:crypto";
import type { Call } from "../call.ts";
import { AwsError } from "../errors.ts";
import { optionalNumber, optionalText, requireLength, requireText, violation } from "../input.ts";
import { partitionOf } from "../partition.ts";
import type { Operation, World } from "../world.ts";
import { parseTrustPolicy } from "./documents.ts";
import type { Role } from "./types.ts";

export const createRole: Operation = (world, call) => {
  const name = requireText(call, "RoleName");
  requireLength(call, "RoleName", name, 64);
  if (!/^[\w+=,.@-]+$/.test(name)) {
    throw violation(call, "RoleName", name, "Member must satisfy regular expression pattern: [\\w+=,.@-]+");
  }
  const path = optionalText(call, "Path") ?? "/";
  if (!/^\/([!-~]+\/)?$/.test(path) || path.length > 512) {
    throw new AwsError(
      400,
      "ValidationError",
      "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric " +
        "characters and/or / characters.",
    );
  }
  const trust = parseTrustPolicy(requireText(call, "AssumeRolePolicyDocument"));
  if (world.roles.has(name.toLowerCase()) || isRecent(world, world.rolesDeletedAt.get(name.toLowerCase()))) {
    throw new AwsError(409, "EntityAlreadyExists", `Role with name ${name} already exists.`);
  }
  const { accountId, rolePropagationMs } = world.settings;
  const role: Role = {
    arn: `arn:${partitionOf(call.region)}:iam::${accountId}:role${path}${name}`,
    id: `AROA${randomBytes(9).toString("hex").slice(0, 17).toUpperCase()}`,
    name,
    path,
    createdAt: world.clock.now(),
    description: optionalText(call, "Description"),
    maxSessionDuration: optionalNumber(call, "MaxSessionDuration") ?? 3_600,
    usableAt: world.clock.now() + rolePropagationMs,
    trust,
    policies: new Map(),
  };
  world.roles.set(name.toLowerCase(), role);
  return { Role: toAnswer(role) };
};

export const getRole: Operation = (world, call) => ({ Role: toAnswer(requireRole(world, call)) });

export const listRoles: Operation = (world, call) => {
  const prefix = optionalText(call, "PathPrefix") ?? "/";
  const roles = [...world.roles.values()].filter(({ path }) => path.startsWith(prefix));
  return { Roles: { member: roles.map(toAnswer) }, IsTruncated: false };
};

export const deleteRole: Operation = (world, call) => {
  const role = requireRole(world, call);
  if (role.policies.size > 0 || isRecent(world, role.policyDeletedAt)) {
    throw new AwsError(409, "DeleteConflict", "Cannot delete entity, must delete policies first.");
  }
  world.roles.delete(role.name.toLowerCase());
  world.rolesDeletedAt.set(role.name.toLowerCase(), world.clock.now());
  return undefined;
};

export const updateAssumeRolePolicy: Operation = (world, call) => {
  const role = requireVisibleRole(world, call);
  role.trust = parseTrustPolicy(requireText(call, "PolicyDocument"));
  return undefined;
};

/** A role that IAM knows everywhere by now. */
export function requireVisibleRole(world: World, call: Call): Role {
  const role = requireRole(world, call);
  if (isRecent(world, role.createdAt)) throw unknownRole(role.name);
  return role;
}

/** IAM answers from several places, which hear of a change one after the other. */
function isRecent({ clock, settings }: World, at: number | undefined): boolean {
  return at !== undefined && clock.now() < at + settings.iamLagMs;
}

function unknownRole(name: string): AwsError {
  return new AwsError(404, "NoSuchEntity", `The role with name ${name} cannot be found.`);
}

export function requireRole(world: World, call: Call): Role {
  const name = requireText(call, "RoleName");
  const role = world.roles.get(name.toLowerCase());
  if (!role) throw unknownRole(name);
  return role;
}

function toAnswer(role: Role): Record<string, unknown> {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt).toISOString(),
    AssumeRolePolicyDocument: encodeURIComponent(role.trust.text),
    ...(role.description && { Description: role.description }),
    MaxSessionDuration: role.maxSessionDuration,
  };
}
