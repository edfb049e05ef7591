import { stateMachineArnOf } from "../aws/arn.ts";
import { hasRunning } from "../aws/execution.ts";
import { hasInvalidKeys } from "../aws/failures.ts";
import type { Context } from "../context.ts";
import { withPatience } from "../retry.ts";
import type { LocatedStack, Stack } from "../stack.ts";
import { forgetStack, saveStack } from "../state.ts";
import { advice, describeRemnant } from "./advice.ts";
import { RESOURCE_KINDS } from "./step.ts";
import { tearDown } from "./tear-down.ts";

/** Pipedream ends a hook after 300 s. */
const TIMEOUT_MS = 180_000;
/** A region in trouble holds up no hook. */
const PATIENCE_MS = 20_000;
/** A task that was accepted a moment ago may not be listed yet, and its request may still be under way. */
const LISTING_LAG_MS = 5_000;

/**
 * Deletes a stack unless tasks wait on it that are to be kept. Never throws: says in the log what remains, and remembers it.
 */
export async function retire(stack: LocatedStack, context: Context): Promise<"deleted" | "kept" | "left"> {
  const pending = await pendingOn(stack, context);
  if (pending === "yes") return "kept";
  const { db, log, now } = context;
  const deadline = now() + TIMEOUT_MS;
  const isLate = () => now() > deadline;
  saveStack(db, { ...stack, isRetired: true });
  const kinds = new Set(RESOURCE_KINDS);
  const options = { kinds, isIdle: pending === "no", isLate };
  const { remnants, stopped, isUntouched } = await tearDown(stack, options, context);
  if (stopped > 0) log.warn(`Cancelled ${stopped} pending tasks in ${stack.region}`);
  for (const remnant of remnants) log.error(`Could not delete ${describeRemnant(remnant)}`);
  if (remnants.length === 0) {
    log.info(`Deleted the AWS resources in ${stack.region}`);
    return "deleted";
  }
  if (isUntouched) saveStack(db, stack);
  // What revoked keys of a former account cannot reach has been named, and is given up.
  if (stack.credentials && remnants.every(({ cause }) => hasInvalidKeys(cause))) forgetStack(db, stack);
  return "left";
}

/** Whether tasks wait that are to be kept; "unknown" where nobody has to look, or may. */
async function pendingOn(stack: LocatedStack, context: Context): Promise<"yes" | "no" | "unknown"> {
  if (context.pendingTasks === "cancel" || stack.isRetired) return "unknown";
  const answer = await hasPending(stateMachineArnOf(stack.topicArn, stack.stateMachineName), stack, context);
  if (answer !== "not-permitted") return answer;
  context.log.warn(
    `Whether tasks are pending in ${stack.region} cannot be seen: the policy of the AWS user lacks states:ListExecutions`,
  );
  return "unknown";
}

/** Looks twice before it believes that nothing is pending. While AWS does not say, nothing is deleted. */
async function hasPending(
  stateMachineArn: string,
  stack: Stack,
  context: Context,
): Promise<"yes" | "no" | "not-permitted"> {
  try {
    const { sfn } = context.aws(stack);
    const look = async () => {
      const answer = await withPatience(hasRunning(sfn, stateMachineArn), PATIENCE_MS, context);
      if (answer === "no-answer") throw new Error(`AWS did not answer within ${PATIENCE_MS / 1_000} s`);
      return answer;
    };
    const first = await look();
    if (first !== "no") return first;
    await context.sleep(LISTING_LAG_MS);
    return await look();
  } catch (error) {
    context.log.error(
      `Kept the AWS resources in ${stack.region}: AWS did not say whether tasks are pending. ${advice(error)}`,
    );
    return "yes";
  }
}
