import type { World } from "../../world.ts";
import { addEvent } from "../history.ts";
import type { TaskState } from "../language.ts";
import type { Execution } from "../types.ts";

/** How an attempt at a task ends. */
export interface AttemptEnd {
  succeed(output: unknown): Promise<void>;
  fail(error: string, cause: string | undefined, aliases?: readonly string[]): Promise<void>;
}

const RESOURCE = { resourceType: "sns", resource: "publish.waitForTaskToken" };

/** Opens a task to SendTaskSuccess and its like, for as long as its time-outs allow. */
export function awaitAnswer(
  world: World,
  execution: Execution,
  state: TaskState,
  token: string,
  end: AttemptEnd,
): void {
  let cancelHeartbeat = () => {};
  const timers = new Set<() => void>();
  const setTimer = (seconds: number | undefined, aliases: readonly string[]) => {
    if (seconds === undefined) return () => {};
    const cancelOnClock = world.clock.at(world.clock.now() + seconds * 1_000, () => timeOut(aliases));
    const cancel = () => {
      timers.delete(cancel);
      execution.timers.delete(cancel);
      cancelOnClock();
    };
    timers.add(cancel);
    execution.timers.add(cancel);
    return cancel;
  };
  const closeTask = () => {
    execution.task = undefined;
    for (const cancel of timers) cancel();
  };
  const timeOut = (aliases: readonly string[]) => {
    closeTask();
    const details = { ...RESOURCE, error: "States.Timeout" };
    addEvent(world, execution, "TaskTimedOut", { taskTimedOutEventDetails: details });
    return end.fail("States.Timeout", undefined, aliases);
  };
  const expectHeartbeat = () => {
    cancelHeartbeat();
    cancelHeartbeat = setTimer(state.HeartbeatSeconds, ["States.HeartbeatTimeout"]);
  };
  setTimer(state.TimeoutSeconds, []);
  expectHeartbeat();
  execution.task = {
    token,
    heartbeat: expectHeartbeat,
    succeed(output) {
      closeTask();
      const details = { ...RESOURCE, output: JSON.stringify(output), outputDetails: { truncated: false } };
      addEvent(world, execution, "TaskSucceeded", { taskSucceededEventDetails: details });
      return end.succeed(output);
    },
    fail(error, cause) {
      closeTask();
      const details = { ...RESOURCE, ...(error && { error }), ...(cause && { cause }) };
      addEvent(world, execution, "TaskFailed", { taskFailedEventDetails: details });
      return end.fail(error ?? "States.TaskFailed", cause);
    },
  };
}
