import { isPassing, isRefusal } from "../aws/failures.ts";
import { type Clock, retry } from "../retry.ts";

/** The kinds of resources of a stack, in the order of their creation. */
export const RESOURCE_KINDS = ["topic", "role", "policy", "state machine", "subscription"] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** A hook has minutes, so a step of it outlasts what passes within half a minute. */
const PASSING = { timeoutMs: 30_000, firstDelayMs: 1_000, maxDelayMs: 8_000 };

/** A step of an activation has failed; the cause says why. */
export class StepError extends Error {
  override readonly name = "StepError";
  /** What this step was to make. */
  readonly resource: ResourceKind | undefined;

  constructor(description: string, resource: ResourceKind | undefined, cause: unknown) {
    super(`Could not ${description}`, { cause });
    this.resource = resource;
  }

  /** Whether the resource may be there: what AWS refused was not made, but of any other failure only the answer may be lost. */
  get mayHaveMade(): ResourceKind[] {
    return this.resource && !isRefusal(this.cause) ? [this.resource] : [];
  }
}

/** Runs one step, again where its error may pass. Throws a `StepError`. */
export async function step<T>(
  description: string,
  resource: ResourceKind | undefined,
  action: () => Promise<T>,
  clock: Clock,
): Promise<T> {
  const startedAt = clock.now();
  try {
    return await retry(action, { ...PASSING, when: isPassing }, clock);
  } catch (error) {
    const seconds = Math.round((clock.now() - startedAt) / 1_000);
    const tried = isPassing(error) ? ` in ${seconds} s` : "";
    throw new StepError(`${description}${tried}`, resource, error);
  }
}
