import { accountProblem } from "../aws/account.ts";
import { parseArn } from "../aws/arn.ts";
import { type Credentials, pickCredentials } from "../aws/clients.ts";
import type { Context } from "../context.ts";
import { type CompleteStack, isLocated, type LocatedStack } from "../stack.ts";
import { makeCurrent, markHook, readState, saveStack } from "../state.ts";
import { ActivationError } from "./activation-error.ts";
import { advice } from "./advice.ts";
import { awaitConfirmation } from "./await-confirmation.ts";
import { describeOutOfReach, isOutOfReach, keepKeys } from "./keys.ts";
import { retire } from "./retire.ts";
import { toActivationError } from "./roll-back.ts";
import { standUp } from "./stand-up.ts";
import { StepError } from "./step.ts";
import { subscribe } from "./subscribe.ts";

/** Brings the stack of the source's region and account into being. Throws an `ActivationError`. */
export async function activate(context: Context): Promise<void> {
  const credentials = requireSettings(context);
  const { db, now } = context;
  try {
    const { stack, isClaimed } = await standUp(context);
    makeCurrent(db, stack);
    if (await awaitConfirmation(stack, context)) saveStack(db, { ...stack, confirmedAt: now() });
    announce(stack, isClaimed, context);
    for (const other of readState(db).stacks.filter(isLocated)) {
      if (other.number !== stack.number) await drain(other, stack, context);
    }
    markHook(db, "activate");
  } catch (error) {
    keepKeys(credentials, context);
    throw error instanceof StepError ? toActivationError(error) : error;
  }
}

function requireSettings({ sourceId, region, credentials, secret }: Context): Credentials {
  if (!/^[\w-]{1,40}$/.test(sourceId)) {
    throw new ActivationError("The id of this source (PD_COMPONENT) is missing: it names the resources");
  }
  const problem = accountProblem(credentials);
  if (!credentials || problem) throw new ActivationError(problem);
  if (!/^[a-z0-9-]+$/.test(region)) throw new ActivationError(`"${region}" is not the name of an AWS region`);
  if (secret?.trim() === "") {
    throw new ActivationError("The secret is blank. Choose another, or leave the field empty");
  }
  return pickCredentials(credentials);
}

/** A stack from before the source was given another region or account goes when no task waits there any more. */
async function drain(stack: LocatedStack, current: CompleteStack, context: Context): Promise<void> {
  const { log, db } = context;
  if (isOutOfReach(stack, context)) {
    log.error(describeOutOfReach(stack));
    return;
  }
  const isSameAccount = parseArn(stack.topicArn).accountId === parseArn(current.topicArn).accountId;
  const reachable: LocatedStack = isSameAccount ? { ...stack, credentials: undefined } : stack;
  saveStack(db, reachable);
  if ((await retire(reachable, context)) !== "kept") return;
  log.info(`Tasks are still pending in ${stack.region}, with ${stack.topicArn}. They will be emitted too`);
  await resubscribe(reachable, context);
}

/** Its messages come to the endpoint of today. */
async function resubscribe(stack: LocatedStack, context: Context): Promise<void> {
  const { topicArn } = stack;
  try {
    const clients = context.aws(stack);
    const subscriptionArn = await subscribe({ topicArn, endpoint: context.endpoint }, clients, context);
    saveStack(context.db, { ...stack, subscriptionArn });
  } catch (error) {
    context.log.error(`Could not subscribe the endpoint to ${topicArn} again: ${advice(error)}`);
  }
}

function announce(stack: CompleteStack, isClaimed: boolean, { log, endpoint }: Context): void {
  log.info(
    `Ready: POST ${endpoint}/schedule. State machine ${stack.stateMachineArn}, topic ${stack.topicArn}`,
  );
  if (isClaimed) return;
  log.warn(
    "Plain mode: a task is published once, and lost if it cannot be delivered within an hour. The policy of the AWS user lacks states:SendTaskSuccess, states:DescribeExecution or states:StopExecution",
  );
}
