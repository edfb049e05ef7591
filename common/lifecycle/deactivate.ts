import { accountProblem } from "../aws/account.ts";
import { pickCredentials } from "../aws/clients.ts";
import { namesOf } from "../aws/names.ts";
import type { Context } from "../context.ts";
import { isLocated, type Stack } from "../stack.ts";
import { markHook, readState, saveStack } from "../state.ts";
import { advice } from "./advice.ts";
import { describeOutOfReach, isOutOfReach, keepKeys } from "./keys.ts";
import { retire } from "./retire.ts";
import { locate } from "./tear-down.ts";

/**
 * Deletes what the source has made, but for what pending tasks need. Pipedream does this before every change of a source
 * too. Never throws for what it could not delete: that is logged, remembered, and tried again the next time.
 */
export async function deactivate(context: Context): Promise<void> {
  const { db, log, credentials } = context;
  const problem = accountProblem(credentials);
  if (!credentials || problem) {
    if (readState(db).stacks.length > 0) log.error(`Left everything in AWS as it is. ${problem}`);
    return;
  }
  try {
    const { stacks, lastHook } = readState(db);
    for (const stack of stacks) {
      if (isOutOfReach(stack, context)) log.error(describeOutOfReach(stack));
      else if (!isLocated(stack)) await removeLeftovers(stack, context);
      else if ((await retire(stack, context)) === "kept") {
        log.info(`Kept the AWS resources in ${stack.region}, where tasks are pending`);
      }
    }
    // An activation that died has left no record.
    if (lastHook !== "activate") await removeLeftovers(nextStack(context), context);
    // The next activation may be in another account, from which what is left could be neither used nor deleted. Not
    // sooner: a source that is interrupted here goes on, with keys that its owner may replace.
    keepKeys(pickCredentials(credentials), context);
  } catch (error) {
    log.error(`Could not clean up in AWS: ${advice(error)}`);
  } finally {
    markHook(db, "deactivate");
  }
}

/** The stack that an activation would have begun: its number follows the highest in the record. */
function nextStack({ db, region, sourceId }: Context): Stack {
  const number = readState(db).lastNumber + 1;
  return { number, region, ...namesOf(sourceId, region, number) };
}

/** Deletes what an activation may have made of a stack before it died. Its number is not used again. */
async function removeLeftovers(stack: Stack, context: Context): Promise<void> {
  try {
    const located = await locate(stack, context);
    saveStack(context.db, located);
    await retire(located, { ...context, pendingTasks: "cancel" });
  } catch (error) {
    context.log.warn(`Could not look for what an interrupted activation may have left: ${advice(error)}`);
  }
}
