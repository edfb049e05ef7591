import { isPassing, mayHaveTakenEffect } from "../aws/failures.ts";
import { type Clock, retry } from "../retry.ts";

/** The kinds of resources of a stack, in the order of their creation. */
export const RESOURCE_KINDS = ["topic", "role", "policy", "state machine", "subscription"] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** A hook has minutes, so a step of it outlasts what passes within half a minute. */
export const PASSING = { timeoutMs: 30_000, firstDelayMs: 1_000, maxDelayMs: 8_000 };

/** A step of an activation has failed; the cause says why. */
export class StepError extends Error {
  override readonly name = "StepError";
  /** What the step was to make, if that may be there. */
  readonly mayHaveMade: readonly ResourceKind[];

  constructor(description: string, mayHaveMade: readonly ResourceKind[], cause: unknown) {
    super(`Could not ${description}`, { cause });
    this.mayHaveMade = mayHaveMade;
  }
}

/** Runs one step, which makes a resource or none; again where its error may pass. Throws a `StepError`. */
export async function step<T>(
  description: string,
  resource: ResourceKind | undefined,
  action: () => Promise<T>,
  clock: Clock,
): Promise<T> {
  const startedAt = clock.now();
  const mayHaveMade = new Set<ResourceKind>();
  const when = (error: unknown) => {
    if (resource && mayHaveTakenEffect(error)) mayHaveMade.add(resource);
    return isPassing(error);
  };
  try {
    return await retry(action, { ...PASSING, when }, clock);
  } catch (error) {
    const seconds = Math.round((clock.now() - startedAt) / 1_000);
    const tried = isPassing(error) ? ` in ${seconds} s` : "";
    throw new StepError(`${description}${tried}`, [...mayHaveMade], error);
  }
}
