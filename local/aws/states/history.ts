import type { World } from "../world.ts";
import type { Execution } from "./types.ts";

/** Adds to what GetExecutionHistory tells, and returns the id that later events name as the one before them. */
export function addEvent(
  world: World,
  execution: Execution,
  type: string,
  details: Readonly<Record<string, unknown>> = {},
): number {
  const previousEventId = execution.history.length;
  const id = previousEventId + 1;
  execution.history.push({ id, previousEventId, timestamp: world.clock.now() / 1_000, type, ...details });
  return id;
}
