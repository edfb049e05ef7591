import type { Call } from "../call.ts";
import { AwsError } from "../errors.ts";
import { optionalNumber, optionalText } from "../input.ts";
import { page } from "../paging.ts";
import type { Operation, World } from "../world.ts";
import { requireArn } from "./arns.ts";
import { removeWhenIdle } from "./deletion.ts";
import type { StateMachine } from "./types.ts";

export const describeStateMachine: Operation = (world, call) => {
  const machine = requireMachine(world, call);
  return {
    ...toListItem(machine),
    status: machine.status,
    definition: machine.stored.text,
    roleArn: machine.roleArn,
    ...(machine.revisionId !== "INITIAL" && { revisionId: machine.revisionId }),
    loggingConfiguration: { level: "OFF", includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  };
};

export const listStateMachines: Operation = (world, call) => {
  const own = [...world.machines.values()].filter(({ region }) => region === call.region);
  const size = optionalNumber(call, "maxResults") || 100;
  const { items, nextToken } = page(
    own,
    ({ serial }) => serial,
    size,
    optionalText(call, "nextToken"),
    invalidToken,
  );
  return { stateMachines: items.map(toListItem), ...(nextToken && { nextToken }) };
};

export const deleteStateMachine: Operation = (world, call) => {
  const machine = world.machines.get(requireArn(call, "stateMachineArn", "stateMachine"));
  if (machine?.status !== "ACTIVE") return undefined;
  machine.status = "DELETING";
  removeWhenIdle(world, machine);
  return undefined;
};

export function requireMachine(world: World, call: Call): StateMachine {
  const arn = requireArn(call, "stateMachineArn", "stateMachine");
  const machine = world.machines.get(arn);
  if (machine?.region !== call.region) {
    throw new AwsError(400, "StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  }
  return machine;
}

export function deleting(arn: string): AwsError {
  return new AwsError(400, "StateMachineDeleting", `State Machine is being deleted: '${arn}'`);
}

export function invalidToken(): AwsError {
  return new AwsError(400, "InvalidToken", "Invalid Token: 'Invalid token'");
}

function toListItem({ arn, name, createdAt }: StateMachine): Record<string, unknown> {
  return { stateMachineArn: arn, name, type: "STANDARD", creationDate: createdAt / 1_000 };
}
