import { explain } from "../aws/explain.ts";
import { describeError } from "../errors.ts";
import type { Remnant } from "./tear-down.ts";

/** What went wrong: what it means, where that is known, and what AWS said. */
export function advice(cause: unknown): string {
  const meaning = cause instanceof Error ? explain(cause) : undefined;
  return meaning ? `${meaning}. ${describeError(cause)}` : describeError(cause);
}

/** What could not be deleted, and why. */
export function describeRemnant({ resource, cause }: Remnant): string {
  return `${resource} (${advice(cause)})`;
}
