import type { HookName } from "./component.ts";
import type { Deployment } from "./deployment.ts";
import { execute } from "./execution.ts";
import { type LocalSource, ObservationError } from "./source.ts";

export async function activate(deployment: Deployment, source: LocalSource): Promise<void> {
  if (deployment.status === "active") return;
  deployment.status = "activating";
  try {
    await runHook("activate", deployment, source);
    deployment.status = "active";
  } catch (error) {
    deployment.status = "failed";
    throw error;
  }
}

/**
 * Runs after a failed `activate` too: Pipedream's guidelines tell sources to expect a `deactivate` for what was never
 * registered. If it throws, nothing has changed.
 */
export async function deactivate(deployment: Deployment, source: LocalSource): Promise<void> {
  const { status } = deployment;
  if (status === "deactivated") return;
  deployment.status = "deactivating";
  try {
    await runHook("deactivate", deployment, source);
    deployment.status = "deactivated";
  } catch (error) {
    deployment.status = status;
    throw error;
  }
}

export async function runHook(name: HookName, deployment: Deployment, source: LocalSource): Promise<void> {
  if (!deployment.component.hooks?.[name]) return;
  const started = { k: "hook", ts: deployment.behaviour.clock.now(), h: name } as const;
  deployment.log(started);
  const process = deployment.workers.take();
  const { failure, observations } = await execute(deployment, process, (component, instance) =>
    component.hooks?.[name]?.call(instance),
  );
  deployment.workers.release(process);
  if (failure) throw new ObservationError(name, failure.thrown, [started, ...observations], source);
}
