import type { Operation } from "../world.ts";
import { deleteRolePolicy, getRolePolicy, listRolePolicies, putRolePolicy } from "./inline-policies.ts";
import { createRole, deleteRole, getRole, listRoles, updateAssumeRolePolicy } from "./roles.ts";

export const iamOperations: Readonly<Record<string, Operation>> = {
  CreateRole: createRole,
  GetRole: getRole,
  ListRoles: listRoles,
  DeleteRole: deleteRole,
  UpdateAssumeRolePolicy: updateAssumeRolePolicy,
  PutRolePolicy: putRolePolicy,
  GetRolePolicy: getRolePolicy,
  DeleteRolePolicy: deleteRolePolicy,
  ListRolePolicies: listRolePolicies,
};
