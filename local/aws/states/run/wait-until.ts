import type { World } from "../../world.ts";
import type { Execution } from "../types.ts";

/** Goes on with the execution at that time, unless it has closed by then. */
export async function waitUntil(
  world: World,
  execution: Execution,
  time: number,
  action: () => Promise<void>,
): Promise<void> {
  if (time <= world.clock.now()) return action();
  const cancel = world.clock.at(time, () => {
    execution.timers.delete(cancel);
    return action();
  });
  execution.timers.add(cancel);
}
