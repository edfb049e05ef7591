import { isDenied, toAwsFailure } from "../aws/failures.ts";
import { describeError } from "../errors.ts";
import type { Remnant } from "./tear-down.ts";

/** What went wrong and, for a missing permission, what to do about it. */
export function advice(cause: unknown): string {
  if (!(cause instanceof Error)) return describeError(cause);
  const { action } = toAwsFailure(cause);
  const missing = action && isDenied(cause) ? `the policy of the AWS user lacks ${action}. ` : "";
  return `${missing}${describeError(cause)}`;
}

/** What could not be deleted, and why. */
export function describeRemnant({ resource, cause }: Remnant): string {
  return `${resource} (${advice(cause)})`;
}
