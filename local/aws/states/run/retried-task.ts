import type { World } from "../../world.ts";
import { close } from "../close.ts";
import type { TaskState } from "../language.ts";
import type { Execution } from "../types.ts";
import { locate } from "./failure.ts";
import type { Scope } from "./path.ts";
import { retryDelayMs, type Uses } from "./retry.ts";
import { attemptTask } from "./task.ts";
import { transition } from "./transition.ts";
import { waitUntil } from "./wait-until.ts";

/** Attempts a task until it succeeds or its retriers have no more to give. */
export function runTask(
  world: World,
  execution: Execution,
  state: TaskState,
  scope: Scope,
  eventId: number,
  name: string,
  leave: (output: unknown) => Promise<void>,
): Promise<void> {
  const uses: Uses = new Map();
  const attempt = (): Promise<void> =>
    attemptTask(world, execution, state, scope, {
      succeed: leave,
      async fail(error, cause, aliases = []) {
        const delay = retryDelayMs(state.Retry ?? [], { name: error, aliases }, uses, world.random);
        if (delay === undefined) {
          const located = error === "States.Runtime" ? locate(cause ?? "", name, eventId) : cause;
          close(world, execution, "FAILED", { error, cause: located });
          return;
        }
        await waitUntil(world, execution, world.clock.now() + delay, async () => {
          if (transition(world, execution)) await attempt();
        });
      },
    });
  return attempt();
}
