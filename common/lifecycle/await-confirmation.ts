import { subscriptionStatus } from "../aws/subscription.ts";
import type { Context } from "../context.ts";
import { poll } from "../retry.ts";
import type { CompleteStack } from "../stack.ts";
import { advice } from "./advice.ts";

/** The confirmation comes within a second, as a rule. Should it come later, nothing is lost that is to be claimed. */
const CONFIRMED = { timeoutMs: 30_000, firstDelayMs: 500, maxDelayMs: 5_000 };

/** Waits until SNS delivers to the endpoint, and resolves to whether it does. Never throws: says in the log if not. */
export async function awaitConfirmation(stack: CompleteStack, context: Context): Promise<boolean> {
  const { topicArn, subscriptionArn } = stack;
  const { sns } = context.aws({ region: stack.region });
  const look = () => subscriptionStatus(sns, { topicArn, endpoint: context.endpoint }, subscriptionArn);
  try {
    const status = await poll(look, (seen) => seen === "confirmed", CONFIRMED, context);
    if (status === "confirmed") return true;
    context.log.warn(
      `SNS has not had its subscription ${subscriptionArn} confirmed yet. No task is emitted until then`,
    );
  } catch (error) {
    context.log.warn(`Could not see whether SNS delivers to the endpoint: ${advice(error)}`);
  }
  return false;
}
