import type { Call } from "../call.ts";
import { AwsError } from "../errors.ts";
import { partitionOf } from "../partition.ts";
import type { World } from "../world.ts";
import { type AccessRequest, evaluate, type PolicyDocument } from "./policy.ts";
import { resourceOf } from "./resource-of.ts";

/** Refuses a call that the policies of its user do not allow. While there are no users, every key may do everything. */
export function requirePermission(world: World, call: Call): void {
  if (world.users.size === 0 || call.accessKeyId === undefined) return;
  const policies = world.users.get(call.accessKeyId);
  if (!policies) throw unknownKey(call);
  require(world, call, policies, {
    action: `${call.service}:${call.action}`,
    resource: resourceOf(world, call),
    context: {},
  });
  const { roleArn } = call.input;
  if (/^(Create|Update)StateMachine$/.test(call.action) && typeof roleArn === "string") {
    const context = { "iam:PassedToService": "states.amazonaws.com" };
    require(world, call, policies, { action: "iam:PassRole", resource: roleArn, context });
  }
}

function require(
  world: World,
  call: Call,
  policies: readonly PolicyDocument[],
  request: AccessRequest,
): void {
  const decision = evaluate(policies, request);
  if (decision === "allowed") return;
  const user = `arn:${partitionOf(call.region)}:iam::${world.settings.accountId}:user/${call.accessKeyId}`;
  const reason =
    decision === "not allowed"
      ? `because no identity-based policy allows the ${request.action} action`
      : "with an explicit deny in an identity-based policy";
  const message = `User: ${user} is not authorized to perform: ${request.action} on resource: ${request.resource} ${reason}`;
  if (call.service === "states") throw new AwsError(400, "AccessDeniedException", message);
  throw new AwsError(403, call.service === "sns" ? "AuthorizationError" : "AccessDenied", message);
}

function unknownKey({ service }: Call): AwsError {
  const message = "The security token included in the request is invalid.";
  if (service === "states") return new AwsError(400, "UnrecognizedClientException", message);
  return new AwsError(403, "InvalidClientTokenId", message);
}
