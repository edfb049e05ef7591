import { hasInvalidKeys, isPassing } from "../aws/failures.ts";
import type { Context } from "../context.ts";
import { describeError } from "../errors.ts";
import { withPatience } from "../retry.ts";
import type { Stack } from "../stack.ts";

/** A region that is in trouble holds up no request that may have nothing to do with it. */
const PATIENCE_MS = 3_000;

/**
 * Asks a stack in another region or account, where a former setting of the source has left tasks. "no-answer" where AWS
 * does not answer in time, or not with the keys that the source has for it: what it does not say is in the log.
 */
export async function askElsewhere<T>(
  { region, topicArn }: Stack,
  ask: () => Promise<T>,
  context: Context,
): Promise<T | "no-answer"> {
  const silence = (reason: string) => {
    context.log.warn(`Could not ask ${region} (${topicArn}) about a task: ${reason}`);
    return "no-answer" as const;
  };
  try {
    const answer = await withPatience(ask(), PATIENCE_MS, context);
    return answer === "no-answer" ? silence("AWS did not answer in time") : answer;
  } catch (error) {
    if (isPassing(error) || hasInvalidKeys(error)) return silence(describeError(error));
    throw error;
  }
}
