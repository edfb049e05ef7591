import type { Context } from "../context.ts";
import type { Stack } from "../stack.ts";
import { readState, saveStack, withdrawStack } from "../state.ts";
import { ActivationError } from "./activation-error.ts";
import { advice, describeRemnant } from "./advice.ts";
import { type ResourceKind, StepError } from "./step.ts";
import { locate, tearDown } from "./tear-down.ts";

/** No task waits on a stack that was never complete, so there is little to stop. */
const TIMEOUT_MS = 60_000;

/** Deletes what a failed activation has made, and may have made. Resolves to the error that says so. */
export async function rollBack(
  number: number,
  made: ReadonlySet<ResourceKind>,
  error: unknown,
  context: Context,
): Promise<unknown> {
  const stack = readState(context.db).stacks.find((known) => known.number === number);
  if (!(error instanceof StepError) || !stack) return error;
  const kinds = new Set([...made, ...error.mayHaveMade]);
  if (kinds.size === 0) {
    withdrawStack(context.db, stack);
    return toActivationError(error);
  }
  return toActivationError(error, await remove(stack, kinds, context));
}

async function remove(stack: Stack, kinds: ReadonlySet<ResourceKind>, context: Context): Promise<string[]> {
  const deadline = context.now() + TIMEOUT_MS;
  const isLate = () => context.now() > deadline;
  saveStack(context.db, { ...stack, isRetired: true });
  try {
    const located = await locate(stack, context);
    const { remnants } = await tearDown(located, { kinds, isIdle: false, isLate }, context);
    return remnants.map(describeRemnant);
  } catch (cause) {
    return [describeRemnant({ resource: `perhaps the topic ${stack.topicName}`, cause })];
  }
}

/** What failed, why, and what was left behind. */
export function toActivationError(error: StepError, left: readonly string[] = []): ActivationError {
  const reason = advice(error.cause).replace(/\.$/, "");
  const remainder = left.length > 0 ? ` Left behind: ${left.join("; ")}.` : "";
  return new ActivationError(`${error.message}: ${reason}.${remainder}`, { cause: error.cause });
}
