import { hasRunning } from "../aws/execution.ts";
import { hasName, INVALID_KEYS } from "../aws/failures.ts";
import { tearDown } from "../aws/tear-down.ts";
import type { Context } from "../context.ts";
import { forgetStack, type Stack, saveStack } from "../state.ts";
import { advice, describeRemnant } from "./advice.ts";

/** Pipedream ends a hook after 300 s. */
const STOP_TIMEOUT_MS = 180_000;
/** A task that was accepted a moment ago may not be listed yet, and its request may still be under way. */
const LISTING_LAG_MS = 5_000;

/** Deletes a stack unless tasks wait on it that are to be kept. Never throws: says in the log what remains, and remembers it. */
export async function retire(stack: Stack, context: Context): Promise<"deleted" | "kept" | "left"> {
  const { db, log, now, sleep, pendingTasks } = context;
  let pending: boolean | "unseen" = true;
  if (pendingTasks === "keep" && stack.stateMachineArn) {
    pending = await hasPending(stack.stateMachineArn, stack, context);
    if (pending === true) return "kept";
    if (pending === "unseen") {
      log.warn(
        `Whether tasks are pending in ${stack.region} cannot be seen: the policy of the AWS user lacks states:ListExecutions. Those that are will not be emitted`,
      );
    }
  }
  const deadline = now() + STOP_TIMEOUT_MS;
  const { remnants, stopped } = await tearDown(context.aws(stack), stack, {
    save: (left) => saveStack(db, left),
    isIdle: !pending,
    isLate: () => now() > deadline,
    now,
    sleep,
  });
  if (stopped > 0) log.warn(`Cancelled ${stopped} pending tasks in ${stack.region}`);
  for (const remnant of remnants) log.error(`Could not delete ${describeRemnant(remnant)}`);
  // What revoked keys of a former account cannot reach has been named, and is given up.
  const isOutOfReach = stack.credentials && remnants.every(({ cause }) => hasName(cause, ...INVALID_KEYS));
  if (remnants.length > 0 && !isOutOfReach) return "left";
  forgetStack(db, stack.topicArn);
  if (remnants.length > 0) return "left";
  log.info(`Deleted the AWS resources in ${stack.region}`);
  return "deleted";
}

/** Looks twice before it believes that nothing is pending. While AWS does not say, nothing is deleted. */
async function hasPending(
  stateMachineArn: string,
  stack: Stack,
  context: Context,
): Promise<boolean | "unseen"> {
  const { sfn } = context.aws(stack);
  try {
    const first = await hasRunning(sfn, stateMachineArn);
    if (first !== false) return first;
    await context.sleep(LISTING_LAG_MS);
    return await hasRunning(sfn, stateMachineArn);
  } catch (error) {
    context.log.error(
      `Kept the AWS resources in ${stack.region}: AWS did not say whether tasks are pending. ${advice(error)}`,
    );
    return true;
  }
}
