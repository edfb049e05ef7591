import { isDenied, toAwsFailure } from "./aws/failures.ts";
import { provision, StepError } from "./aws/stack.ts";
import { tearDown } from "./aws/tear-down.ts";
import type { Context } from "./context.ts";
import { describeError } from "./errors.ts";
import { readState, type Stack, saveStack } from "./state.ts";

/** Stopping pending tasks may take this long: Pipedream ends a hook after 300 s. */
const STOP_TIMEOUT_MS = 180_000;

/** Why the source cannot be activated, in words for its owner. */
export class ActivationError extends Error {
  override readonly name = "ActivationError";
}

/** Brings the stack of the source's region into being. Throws an `ActivationError`. */
export async function activate(context: Context): Promise<void> {
  const { region, componentId, endpoint, db, log, now, sleep } = context;
  if (!/^[\w-]{1,40}$/.test(componentId)) {
    throw new ActivationError(
      "Pipedream did not say the id of this source (PD_COMPONENT), which names its resources",
    );
  }
  const known = readState(db).stacks.find((stack) => stack.region === region) ?? { region };
  const save = (stack: Stack) => saveStack(db, stack);
  try {
    const stack = await provision(context.aws(region), known, { componentId, endpoint, save, now, sleep });
    log.info(
      `Ready: POST ${endpoint}/schedule. State machine ${stack.stateMachineArn}, topic ${stack.topicArn}`,
    );
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    throw new ActivationError(`${error.message}: ${advice(error.cause)}`, { cause: error.cause });
  }
}

/** Deletes all that the source has made. Never throws for what it could not delete: it is logged, and tried again next time. */
export async function deactivate(context: Context): Promise<void> {
  const { db, log, now } = context;
  const deadline = now() + STOP_TIMEOUT_MS;
  for (const stack of readState(db).stacks) {
    const save = (left: Stack) => saveStack(db, left);
    const remnants = await tearDown(context.aws(stack.region), stack, {
      save,
      isLate: () => now() > deadline,
    });
    for (const { resource, cause } of remnants) log.error(`Could not delete ${resource}: ${advice(cause)}`);
    if (remnants.length === 0) log.info(`Deleted the AWS resources in ${stack.region}`);
  }
}

function advice(cause: unknown): string {
  if (!(cause instanceof Error)) return describeError(cause);
  const { action } = toAwsFailure(cause);
  const missing = action && isDenied(cause) ? `the policy of the AWS user lacks ${action}. ` : "";
  return `${missing}${describeError(cause)}`;
}
