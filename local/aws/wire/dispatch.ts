import type { Call } from "../call.ts";
import { AwsError } from "../errors.ts";
import { iamOperations } from "../iam/operations.ts";
import { snsOperations } from "../sns/operations.ts";
import { statesOperations } from "../states/operations.ts";
import type { Operation, Result, World } from "../world.ts";

const OPERATIONS = { states: statesOperations, sns: snsOperations, iam: iamOperations };

export function dispatch(world: World, call: Call): Result {
  const operations: Readonly<Record<string, Operation>> = OPERATIONS[call.service];
  const operation = Object.hasOwn(operations, call.action) ? operations[call.action] : undefined;
  if (!operation) throw unknownAction(call);
  return operation(world, call);
}

function unknownAction({ service, action }: Call): AwsError {
  if (service === "states") return new AwsError(400, "UnknownOperationException", "");
  return new AwsError(400, "InvalidAction", `Could not find operation ${action} in this stand-in`);
}
