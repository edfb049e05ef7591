import { randomUUID } from "node:crypto";
import { AwsError } from "../errors.ts";
import { optionalText, violation } from "../input.ts";
import { parseJson } from "../json.ts";
import type { Operation, World } from "../world.ts";
import { executionArn } from "./arns.ts";
import { close } from "./close.ts";
import { addEvent } from "./history.ts";
import { deleting, requireMachine } from "./machines.ts";
import { requireName } from "./names.ts";
import { run } from "./run/run.ts";
import type { Execution } from "./types.ts";

const LONGEST_INPUT_BYTES = 262_144;
const LONGEST_EXECUTION_MS = 31_536_000_000;

/** The same name and input again, while it runs, is the same execution. A name is free 90 days after its end. */
export const startExecution: Operation = (world, call) => {
  const machine = requireMachine(world, call);
  const name = optionalText(call, "name") ?? randomUUID();
  requireName(call, name);
  const input = optionalText(call, "input") ?? "{}";
  if (Buffer.byteLength(input) > LONGEST_INPUT_BYTES) {
    const constraint = `Member must have length less than or equal to ${LONGEST_INPUT_BYTES}`;
    throw violation(call, "input", "...", constraint);
  }
  if (parseJson(input) === undefined) {
    throw new AwsError(
      400,
      "InvalidExecutionInput",
      `Invalid State Machine Execution Input: '${input.slice(0, 80)}'`,
    );
  }
  if (machine.status === "DELETING") throw deleting(machine.arn);
  const arn = executionArn(machine.arn, name);
  const known = world.executions.get(arn);
  if (known && (known.status !== "RUNNING" || known.input !== input)) {
    throw new AwsError(400, "ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
  }
  if (known) return { executionArn: arn, startDate: known.startedAt / 1_000 };
  const execution: Execution = {
    arn,
    name,
    machine,
    serial: world.nextSerial(),
    input,
    definition: machine.stored.definition,
    roleArn: machine.roleArn,
    startedAt: world.clock.now(),
    history: [],
    timers: new Set(),
    tokens: [],
    status: "RUNNING",
  };
  world.executions.set(arn, execution);
  begin(world, execution);
  return { executionArn: arn, startDate: execution.startedAt / 1_000 };
};

function begin(world: World, execution: Execution): void {
  const { input, roleArn } = execution;
  addEvent(world, execution, "ExecutionStarted", {
    executionStartedEventDetails: { input, inputDetails: { truncated: false }, roleArn },
  });
  limitLife(world, execution);
  world.background.run(run(world, execution));
}

/** Ends an execution that runs for longer than it may. */
export function limitLife(world: World, execution: Execution): void {
  const { definition, startedAt } = execution;
  const ownLimitMs = (definition.TimeoutSeconds ?? Number.POSITIVE_INFINITY) * 1_000;
  const endsAt = startedAt + Math.min(ownLimitMs, LONGEST_EXECUTION_MS);
  execution.timers.add(
    world.clock.at(endsAt, () => close(world, execution, "TIMED_OUT", { error: "States.Timeout" })),
  );
}
