import type { World } from "../../world.ts";
import { close } from "../close.ts";
import type { Execution } from "../types.ts";

/** A machine in DELETING ends its executions at their next transition, so before they do anything more. */
export function transition(world: World, execution: Execution): boolean {
  if (execution.status !== "RUNNING") return false;
  if (execution.machine.status === "DELETING") {
    close(world, execution, "ABORTED");
    return false;
  }
  world.records.transitions += 1;
  return true;
}
