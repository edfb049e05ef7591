import { parseArn } from "../aws/arn.ts";
import { pickCredentials } from "../aws/clients.ts";
import { type Provisioned, provision, StepError } from "../aws/stack.ts";
import { ensureSubscription } from "../aws/subscription.ts";
import type { Context } from "../context.ts";
import { type CompleteStack, isComplete, makeCurrent, readState, type Stack, saveStack } from "../state.ts";
import { advice, describeRemnant } from "./advice.ts";
import { awaitConfirmation } from "./confirmation.ts";
import { retire } from "./retire.ts";
import { rollBack } from "./roll-back.ts";

/** Why the source cannot be activated, in words for its owner. */
export class ActivationError extends Error {
  override readonly name = "ActivationError";
}

/** Brings the stack of the source's region and account into being. Throws an `ActivationError`. */
export async function activate(context: Context): Promise<void> {
  if (!/^[\w-]{1,40}$/.test(context.componentId)) {
    throw new ActivationError(
      "Pipedream did not say the id of this source (PD_COMPONENT), which names its resources",
    );
  }
  const { stack, isAcknowledged } = await provisionOrRollBack(context);
  makeCurrent(context.db, stack.topicArn);
  for (const other of readState(context.db).stacks) {
    if (other.topicArn !== stack.topicArn) await drain(other, stack, context);
  }
  if (!(await awaitConfirmation(stack, context))) saveStack(context.db, { ...stack, isUnconfirmed: true });
  announce(stack, isAcknowledged, context);
}

async function provisionOrRollBack(context: Context): Promise<Provisioned> {
  const { region, componentId, endpoint, db, log, now, sleep } = context;
  const { stacks, generation = 0 } = readState(db);
  const recall = (topicArn: string) => stacks.find((stack) => stack.topicArn === topicArn);
  let reached: Stack | undefined;
  const save = (stack: Stack) => {
    reached = stack;
    saveStack(db, stack);
  };
  try {
    const find = (topicArn: string): Stack => {
      const known = recall(topicArn) ?? { region, topicArn };
      return known.stateMachineArn ? known : { ...known, generation: generation + 1 };
    };
    const options = { componentId, region, endpoint, find, save, warn: log.warn, now, sleep };
    return await provision(context.aws({ region }), options);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    // Of a first step that failed it is not known in which account, so a stack of this region may be the one.
    const isNew = reached
      ? !isComplete(recall(reached.topicArn))
      : !stacks.some((stack) => stack.region === region);
    const remnants = isNew ? await rollBack(reached, error, context) : [];
    if (reached) rememberKeys(reached.topicArn, context);
    const left = remnants.length > 0 ? ` Left behind: ${remnants.map(describeRemnant).join("; ")}.` : "";
    const reason = advice(error.cause).replace(/\.$/, "");
    throw new ActivationError(`${error.message}: ${reason}.${left}`, { cause: error.cause });
  }
}

/** The source is not active then, and its next activation may be in another account: what is left would be out of reach. */
function rememberKeys(topicArn: string, { db, credentials }: Context): void {
  const stack = readState(db).stacks.find((known) => known.topicArn === topicArn);
  if (stack) saveStack(db, { ...stack, credentials: pickCredentials(credentials) });
}

/** A stack from before the source was given another region or account goes when no task waits there any more. */
async function drain(stack: Stack, current: Stack, context: Context): Promise<void> {
  const { credentials, ...plain } = stack;
  const { accountId } = parseArn(stack.topicArn);
  const isSameAccount = accountId === parseArn(current.topicArn).accountId;
  if (!isSameAccount && !credentials) {
    context.log.error(
      `Left as it is: ${stack.topicArn}, for the keys of account ${accountId} are not known any more`,
    );
    return;
  }
  const known: Stack = isSameAccount ? plain : stack;
  if (isSameAccount && credentials) saveStack(context.db, known);
  if ((await retire(known, context)) !== "kept") return;
  context.log.info(
    `Tasks are still pending in ${stack.region}, with ${stack.topicArn}. They will be emitted too`,
  );
  try {
    const { sns } = context.aws(known);
    const subscriptionArn = await ensureSubscription(sns, stack.topicArn, context.endpoint, context);
    saveStack(context.db, { ...known, subscriptionArn });
  } catch (error) {
    context.log.error(`Could not subscribe the endpoint to ${stack.topicArn} again: ${advice(error)}`);
  }
}

function announce(stack: CompleteStack, isAcknowledged: boolean, { log, endpoint }: Context): void {
  log.info(
    `Ready: POST ${endpoint}/schedule. State machine ${stack.stateMachineArn}, topic ${stack.topicArn}`,
  );
  if (isAcknowledged) return;
  log.warn(
    "Tasks are published once only, and lost if the source cannot take them within an hour: the policy of the AWS user lacks states:SendTaskHeartbeat or states:SendTaskSuccess",
  );
}
