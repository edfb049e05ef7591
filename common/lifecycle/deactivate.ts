import { pickCredentials } from "../aws/clients.ts";
import type { Context } from "../context.ts";
import { readState, saveStack } from "../state.ts";
import { advice } from "./advice.ts";
import { findLeftovers } from "./leftovers.ts";
import { retire } from "./retire.ts";

/**
 * Deletes what the source has made, but for what pending tasks need. Pipedream does this before every change of a source
 * too. Never throws for what it could not delete: that is logged, remembered, and tried again the next time.
 */
export async function deactivate(context: Context): Promise<void> {
  const { db, log, region } = context;
  const { stacks } = readState(db);
  for (const stack of stacks) {
    if ((await retire(stack, context)) !== "kept") continue;
    log.info(`Kept the AWS resources in ${stack.region}, where tasks are pending`);
  }
  if (!stacks.some((stack) => stack.region === region)) await retireLeftovers(context);
  // The next activation may be in another account, from which what is left could be neither used nor deleted. Not
  // sooner: a source that is interrupted here goes on, with keys that its owner may replace.
  for (const stack of readState(db).stacks) {
    saveStack(db, { ...stack, credentials: stack.credentials ?? pickCredentials(context.credentials) });
  }
}

async function retireLeftovers(context: Context): Promise<void> {
  try {
    await retire(await findLeftovers(context), { ...context, pendingTasks: "cancel" });
  } catch (error) {
    context.log.warn(`Could not look for what an interrupted activation may have left: ${advice(error)}`);
  }
}
