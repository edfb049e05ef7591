import type { ServerResponse } from "node:http";
import type { ApiCall, Fault } from "../call.ts";
import { AwsError } from "../errors.ts";
import type { Result, World } from "../world.ts";

/** Nobody is there to hear an answer, or nobody gives one. */
export class ConnectionLost extends Error {}

/** Has the effect of a call, with what is to go wrong about it. */
export async function withFault(
  world: World,
  call: ApiCall,
  fault: Fault,
  response: ServerResponse,
  effect: () => Result,
): Promise<Result> {
  if (isDead(world, call)) throw new ConnectionLost();
  world.callListeners.tell(call, "before");
  await passes(world, fault.latencyMs);
  if (fault.hang === "before its effect") await forever();
  if (fault.refuse || isDead(world, call)) throw new ConnectionLost();
  if (fault.code !== undefined) throw new AwsError(fault.status ?? 500, fault.code, fault.message ?? "");
  const result = attempt(effect);
  fault.afterEffect?.();
  world.callListeners.tell(call, "after");
  await passes(world, fault.answerLatencyMs);
  if (fault.hang) await forever();
  if (fault.dropAnswer || isDead(world, call) || response.destroyed) throw new ConnectionLost();
  return result();
}

/** What an effect came to, to be told later. */
function attempt<T>(effect: () => T): () => T {
  try {
    const value = effect();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** A process that was killed can neither call nor hear. */
function isDead({ deadSessions }: World, { session }: ApiCall): boolean {
  return session !== undefined && deadSessions.has(session);
}

function forever(): Promise<never> {
  return new Promise(() => {});
}

function passes({ clock }: World, ms = 0): Promise<void> | undefined {
  return ms > 0 ? new Promise((resolve) => clock.at(clock.now() + ms, resolve)) : undefined;
}
