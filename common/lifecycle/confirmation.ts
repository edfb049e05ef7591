import { isConfirmed } from "../aws/subscription.ts";
import type { Context } from "../context.ts";
import { retry } from "../retry.ts";
import type { CompleteStack } from "../state.ts";
import { advice } from "./advice.ts";

/** The confirmation comes within a second, as a rule. Should it come later, nothing is lost that is acknowledged. */
const CONFIRMATION_TIMEOUT_MS = 30_000;

class Unconfirmed extends Error {}

/**
 * Waits until SNS delivers to the endpoint. Never throws: says in the log if it does
 * not, and resolves to false.
 */
export async function awaitConfirmation(stack: CompleteStack, context: Context): Promise<boolean> {
  const { log, now, sleep } = context;
  const look = async () => {
    if (!(await isConfirmed(context.aws(stack).sns, stack, context.endpoint)))
      throw new Unconfirmed(`SNS has not had its subscription ${stack.subscriptionArn} confirmed yet`);
  };
  const options = { timeoutMs: CONFIRMATION_TIMEOUT_MS, firstDelayMs: 500, maxDelayMs: 5_000, now, sleep };
  try {
    await retry(look, { ...options, when: (error) => error instanceof Unconfirmed });
    return true;
  } catch (error) {
    log.warn(
      `No task is emitted until the subscription is confirmed, which SNS asks for at the endpoint. ${advice(error)}`,
    );
    return !(error instanceof Unconfirmed);
  }
}
