import type { World } from "../world.ts";
import { type Decision, evaluate } from "./policy.ts";
import type { Role } from "./types.ts";

/** The role, if Step Functions can assume it on behalf of this state machine by now. */
export function assumeRole(
  world: World,
  roleArn: string,
  region: string,
  stateMachineArn: string,
): Role | undefined {
  const role = [...world.roles.values()].find(({ arn }) => arn === roleArn);
  if (!role || world.clock.now() < role.usableAt) return undefined;
  const decision = evaluate([role.trust.document], {
    action: "sts:AssumeRole",
    services: ["states.amazonaws.com", `states.${region}.amazonaws.com`],
    context: { "aws:SourceAccount": world.settings.accountId, "aws:SourceArn": stateMachineArn },
  });
  return decision === "allowed" ? role : undefined;
}

/** Whether the role's own policies let it do that. */
export function decideForRole(role: Role, action: string, resource: string): Decision {
  const documents = [...role.policies.values()].map(({ document }) => document);
  return evaluate(documents, { action, resource, context: {} });
}
