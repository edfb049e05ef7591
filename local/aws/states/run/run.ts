import type { World } from "../../world.ts";
import { close } from "../close.ts";
import { addEvent } from "../history.ts";
import type { State } from "../language.ts";
import type { EnteredState, Execution } from "../types.ts";
import { contextOf } from "./context.ts";
import { locate, StateFailure } from "./failure.ts";
import { runTask } from "./retried-task.ts";
import { transition } from "./transition.ts";
import { waitEnd } from "./wait.ts";
import { waitUntil } from "./wait-until.ts";

/** Runs an execution as far as it goes by now. What is due later is on the clock. */
export function run(world: World, execution: Execution): Promise<void> {
  return enter(world, execution, execution.definition.StartAt, JSON.parse(execution.input) as unknown);
}

/** Goes on where the execution was when its AWS ended: a wait ends at the same time, a task is attempted anew. */
export function resume(world: World, execution: Execution): Promise<void> {
  const { entered } = execution;
  return entered ? perform(world, execution, entered) : run(world, execution);
}

async function enter(world: World, execution: Execution, name: string, input: unknown): Promise<void> {
  const state = execution.definition.States[name];
  if (!state || !transition(world, execution)) return;
  const eventId = addEvent(world, execution, `${state.Type}StateEntered`, {
    stateEnteredEventDetails: { name, input: JSON.stringify(input), inputDetails: { truncated: false } },
  });
  execution.entered = { name, input, at: world.clock.now(), eventId };
  await perform(world, execution, execution.entered);
}

async function perform(world: World, execution: Execution, entered: EnteredState): Promise<void> {
  const { name, input, at, eventId } = entered;
  const state = execution.definition.States[name];
  if (!state) return;
  const leave = (output: unknown) => leaveState(world, execution, name, state, output);
  const scope = { input, context: contextOf(execution, name, at) };
  try {
    if (state.Type === "Fail") close(world, execution, "FAILED", { error: state.Error, cause: state.Cause });
    else if (state.Type === "Wait")
      await waitUntil(world, execution, waitEnd(state, scope, at), () => leave(input));
    else if (state.Type === "Task") await runTask(world, execution, state, scope, eventId, name, leave);
    else await leave(state.Type === "Pass" && state.Result !== undefined ? state.Result : input);
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    close(world, execution, "FAILED", { error: error.name, cause: locate(error.message, name, eventId) });
  }
}

async function leaveState(
  world: World,
  execution: Execution,
  name: string,
  state: State,
  output: unknown,
): Promise<void> {
  const text = JSON.stringify(output);
  addEvent(world, execution, `${state.Type}StateExited`, {
    stateExitedEventDetails: { name, output: text, outputDetails: { truncated: false } },
  });
  if ("Next" in state && state.Next !== undefined) return enter(world, execution, state.Next, output);
  close(world, execution, "SUCCEEDED", { output: text });
}
