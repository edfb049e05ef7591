import { parseArn } from "../aws/arn.ts";
import { namesOf } from "../aws/names.ts";
import { stateMachineStatus } from "../aws/state-machine.ts";
import { deleteTopic } from "../aws/topic.ts";
import type { Context } from "../context.ts";
import { isComplete, type Stack } from "../stack.ts";
import { readState, saveStack } from "../state.ts";
import { ActivationError } from "./activation-error.ts";
import { advice } from "./advice.ts";
import { type Provisioned, provision } from "./provision.ts";
import { rollBack } from "./roll-back.ts";
import { RESOURCE_KINDS, type ResourceKind, step } from "./step.ts";

/** So many stacks before this one may be in deletion without a record of it. */
const MAX_NEW_STACKS = 10;

type Ready = Extract<Provisioned, { kind: "ready" }>;

/** The stack of the source's region and account: one that is there, or else a new one under names never used before. */
export async function standUp(context: Context): Promise<Ready> {
  for (const known of candidates(context)) {
    const adopted = await adopt(known, context);
    if (adopted) return adopted;
  }
  for (let attempt = 1; attempt <= MAX_NEW_STACKS; attempt++) {
    const number = readState(context.db).lastNumber + 1;
    const { region, sourceId } = context;
    const stack: Stack = { number, region, ...namesOf(sourceId, region, number) };
    saveStack(context.db, stack);
    const provisioned = await provisionOrRollBack(stack, new Set(), context);
    if (provisioned.kind === "ready") return provisioned;
    if (provisioned.kind === "deleting") saveStack(context.db, { ...provisioned.stack, isRetired: true });
  }
  throw new ActivationError(
    `${MAX_NEW_STACKS} state machines of this source are being deleted. Activate again in some minutes`,
  );
}

/** The stacks of the region, the one that took tasks last first. */
function candidates({ db, region }: Context): Stack[] {
  const { stacks, current } = readState(db);
  const rank = ({ number }: Stack) => (number === current ? Number.POSITIVE_INFINITY : number);
  return stacks
    .filter((stack) => stack.region === region && !stack.isRetired)
    .toSorted((a, b) => rank(b) - rank(a));
}

/**
 * Takes over a stack of the record, unless its deletion was begun: a hook may have died without a record of that. A stack
 * of another account is left to those who have its keys.
 */
async function adopt(known: Stack, context: Context): Promise<Ready | undefined> {
  const status = await machineOf(known, context).catch((error) => {
    // Keys of another account need not be able to ask.
    if (known.credentials && known.credentials.accessKeyId !== context.credentials?.accessKeyId)
      return "unknown";
    throw error;
  });
  if (status === "unknown") return undefined;
  if (status === "unusable") {
    saveStack(context.db, { ...known, isRetired: true });
    return undefined;
  }
  const provisioned = isComplete(known)
    ? await provision(known, new Set(), context)
    : await provisionOrRollBack(known, new Set(RESOURCE_KINDS), context);
  switch (provisioned.kind) {
    case "ready":
      return provisioned;
    case "deleting":
      saveStack(context.db, { ...provisioned.stack, isRetired: true });
      return undefined;
    case "other account":
      await removeStray(provisioned.topicArn, context);
      return undefined;
  }
}

/** Deleting a stack begins with its machine, so one whose machine is gone is not there to be adopted. */
async function machineOf(
  { region, stateMachineArn }: Stack,
  context: Context,
): Promise<"usable" | "unusable"> {
  if (!stateMachineArn) return "usable";
  const { sfn } = context.aws({ region });
  const look = () => stateMachineStatus(sfn, stateMachineArn);
  const status = await step("look at the Step Functions state machine", undefined, look, context);
  return status === "gone" || status === "deleting" ? "unusable" : "usable";
}

async function provisionOrRollBack(
  stack: Stack,
  made: Set<ResourceKind>,
  context: Context,
): Promise<Provisioned> {
  try {
    return await provision(stack, made, context);
  } catch (error) {
    throw await rollBack(stack.number, made, error, context);
  }
}

/**
 * Asking for the topic was the only way to learn whose account it is, and has made one; or has found that of another stack,
 * for version 0.1 gave the stacks of all accounts the same names.
 */
async function removeStray(topicArn: string, context: Context): Promise<void> {
  if (readState(context.db).stacks.some((stack) => stack.topicArn === topicArn)) return;
  const { region, accountId } = parseArn(topicArn);
  try {
    await deleteTopic(context.aws({ region }).sns, topicArn);
  } catch (error) {
    context.log.warn(`Left an unused topic in account ${accountId}: ${topicArn} (${advice(error)})`);
  }
}
