import { randomUUID } from "node:crypto";
import type { Call } from "../call.ts";
import { AwsError } from "../errors.ts";
import { assumeRole } from "../iam/role-use.ts";
import { optionalText, requireText, violation } from "../input.ts";
import type { Operation, World } from "../world.ts";
import { invalidArn, stateMachineArn } from "./arns.ts";
import { parseDefinition } from "./definition.ts";
import { deleting, requireMachine } from "./machines.ts";
import { requireName } from "./names.ts";

/** The same name and definition again is the same machine, even with another role: then the role stays as it was. */
export const createStateMachine: Operation = (world, call) => {
  const name = requireText(call, "name");
  requireName(call, name);
  const type = optionalText(call, "type") ?? "STANDARD";
  if (type !== "STANDARD") throw violation(call, "type", type, "This stand-in runs STANDARD machines only");
  const roleArn = requireText(call, "roleArn");
  const stored = parseDefinition(requireText(call, "definition"));
  const arn = stateMachineArn(world, call.region, name);
  const known = world.machines.get(arn);
  if (known?.status === "DELETING") throw deleting(arn);
  if (known && known.stored.text !== stored.text) {
    throw new AwsError(400, "StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
  }
  if (known) return { stateMachineArn: arn, creationDate: known.createdAt / 1_000 };
  requireAssumableRole(world, call, roleArn, arn);
  const createdAt = world.clock.now();
  world.machines.set(arn, {
    arn,
    name,
    region: call.region,
    serial: world.nextSerial(),
    createdAt,
    stored,
    roleArn,
    revisionId: "INITIAL",
    status: "ACTIVE",
  });
  return { stateMachineArn: arn, creationDate: createdAt / 1_000 };
};

export const updateStateMachine: Operation = (world, call) => {
  const machine = requireMachine(world, call);
  if (machine.status === "DELETING") throw deleting(machine.arn);
  const text = optionalText(call, "definition");
  const roleArn = optionalText(call, "roleArn");
  if (text === undefined && roleArn === undefined) {
    throw new AwsError(
      400,
      "MissingRequiredParameter",
      "Either the definition or the role ARN must be specified",
    );
  }
  const stored = text === undefined ? machine.stored : parseDefinition(text);
  if (roleArn !== undefined) requireAssumableRole(world, call, roleArn, machine.arn);
  machine.stored = stored;
  machine.roleArn = roleArn ?? machine.roleArn;
  machine.revisionId = randomUUID();
  return { updateDate: world.clock.now() / 1_000, revisionId: machine.revisionId };
};

function requireAssumableRole(world: World, call: Call, roleArn: string, machineArn: string): void {
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(roleArn)) throw invalidArn(`Invalid Role Arn: ${roleArn}`);
  if (assumeRole(world, roleArn, call.region, machineArn)) return;
  throw new AwsError(
    400,
    "AccessDeniedException",
    "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the " +
      "provided role.",
  );
}
