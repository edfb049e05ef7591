import type { Call } from "../call.ts";
import { AwsError } from "../errors.ts";
import { optionalText, requireText } from "../input.ts";
import { parseJson } from "../json.ts";
import type { ClosedTokenError } from "../options.ts";
import type { Operation, World } from "../world.ts";
import { invalidToken } from "./machines.ts";
import type { OpenTask } from "./types.ts";

export const sendTaskSuccess: Operation = (world, call) => {
  const task = requireTask(world, call);
  const output = parseJson(requireText(call, "output"));
  if (output === undefined) {
    throw new AwsError(400, "InvalidOutput", "Invalid Output: 'Invalid JSON in task output'");
  }
  world.background.run(task.succeed(output));
  return undefined;
};

export const sendTaskFailure: Operation = (world, call) => {
  const task = requireTask(world, call);
  world.background.run(task.fail(optionalText(call, "error"), optionalText(call, "cause")));
  return undefined;
};

export const sendTaskHeartbeat: Operation = (world, call) => {
  requireTask(world, call).heartbeat();
  return undefined;
};

function requireTask(world: World, call: Call): OpenTask {
  const token = requireText(call, "taskToken");
  const execution = world.taskTokens.get(token);
  if (execution?.machine.region !== call.region) throw invalidToken();
  const { task } = execution;
  if (task?.token === token) return task;
  throw closedToken(world.nextClosedTokenError());
}

function closedToken(code: ClosedTokenError): AwsError {
  if (code === "InvalidToken") return invalidToken();
  const prefix = code === "TaskTimedOut" ? "Task Timed Out" : "Task Does Not Exist";
  return new AwsError(400, code, `${prefix}: 'Provided task does not exist anymore'`);
}
