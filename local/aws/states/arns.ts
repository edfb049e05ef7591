import type { Call } from "../call.ts";
import { AwsError } from "../errors.ts";
import { requireText } from "../input.ts";
import { partitionOf } from "../partition.ts";
import type { World } from "../world.ts";

export function stateMachineArn(world: World, region: string, name: string): string {
  return `arn:${partitionOf(region)}:states:${region}:${world.settings.accountId}:stateMachine:${name}`;
}

export function executionArn(stateMachine: string, name: string): string {
  return `${stateMachine.replace(":stateMachine:", ":execution:")}:${name}`;
}

/** An ARN of that kind, whether or not there is such a thing. */
export function requireArn(call: Call, parameter: string, kind: "stateMachine" | "execution"): string {
  const arn = requireText(call, parameter);
  const [prefix, partition, service, region, account, resource, ...names] = arn.split(":");
  if (prefix !== "arn" || !partition || service !== "states" || !region || !account) {
    throw invalidArn(`Invalid ARN prefix: ${arn}`);
  }
  if (resource !== kind) throw invalidArn(`Resource type not valid in this context: ${resource}`);
  if (names.length !== (kind === "execution" ? 2 : 1) || names.includes("")) {
    throw invalidArn(`Invalid ARN: ${arn}`);
  }
  return arn;
}

export function invalidArn(reason: string): AwsError {
  return new AwsError(400, "InvalidArn", `Invalid Arn: '${reason}'`);
}
