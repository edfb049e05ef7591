import { hasName, INVALID_KEYS, isDenied } from "../aws/failures.ts";
import type { StepError } from "../aws/stack.ts";
import { type Remnant, tearDown } from "../aws/tear-down.ts";
import type { Context } from "../context.ts";
import { forgetStack, type Stack, saveStack } from "../state.ts";
import { findLeftovers } from "./leftovers.ts";

/** No task waits on a stack that was never complete, so there is little to stop. */
const STOP_TIMEOUT_MS = 20_000;

/** Deletes what a failed activation has made. Resolves to what remains, and remembers it. */
export async function rollBack(
  reached: Stack | undefined,
  { creates, cause }: StepError,
  context: Context,
): Promise<readonly Remnant[]> {
  const { db, now, sleep } = context;
  const deadline = now() + STOP_TIMEOUT_MS;
  try {
    // What AWS refused was not made; of any other failure the answer may just have been lost.
    const made = isDenied(cause)
      ? reached && without(reached, creates)
      : (reached ?? (await findLeftovers(context)));
    if (!made) return [];
    const save = (stack: Stack) => saveStack(db, stack);
    const { remnants } = await tearDown(context.aws(made), made, {
      save,
      isLate: () => now() > deadline,
      now,
      sleep,
    });
    if (remnants.length === 0) forgetStack(db, made.topicArn);
    return remnants;
  } catch (error) {
    // Keys that are wrong have made nothing.
    if (!reached && hasName(error, ...INVALID_KEYS)) return [];
    return [{ resource: "what this activation has made", cause: error }];
  }
}

function without({ region, topicArn, ...rest }: Stack, keys: readonly (keyof Stack)[]): Stack {
  const names: readonly string[] = keys;
  return {
    region,
    topicArn,
    ...Object.fromEntries(Object.entries(rest).filter(([key]) => !names.includes(key))),
  };
}
