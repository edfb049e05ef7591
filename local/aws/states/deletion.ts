import type { World } from "../world.ts";
import type { StateMachine } from "./types.ts";

/** A machine in DELETING goes some time after its last execution has closed. */
export function removeWhenIdle(world: World, machine: StateMachine): void {
  if (machine.status !== "DELETING") return;
  for (const execution of world.executions.values()) {
    if (execution.machine === machine && execution.status === "RUNNING") return;
  }
  world.clock.at(world.clock.now() + world.settings.stateMachineDeletionMs, () => {
    if (world.machines.get(machine.arn) === machine) world.machines.delete(machine.arn);
  });
}
