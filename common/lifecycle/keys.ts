import { parseArn } from "../aws/arn.ts";
import type { Credentials } from "../aws/clients.ts";
import type { Context } from "../context.ts";
import type { Stack } from "../stack.ts";
import { readState, saveStack } from "../state.ts";

/** The source is not active now, and its next activation may be in another account: what is there would be out of reach. */
export function keepKeys(credentials: Credentials, context: Context): void {
  const { stacks } = readState(context.db);
  const reachable = stacks.filter((stack) => !stack.credentials && !isOutOfReach(stack, context));
  for (const stack of reachable) saveStack(context.db, { ...stack, credentials });
}

/**
 * Whether a stack is in another account than the current one, and its keys are not known. With those of the source, its role
 * would be that of another stack: version 0.1 gave the stacks of all accounts the same names.
 */
export function isOutOfReach({ topicArn, credentials }: Stack, { db }: Pick<Context, "db">): boolean {
  const { stacks, current } = readState(db);
  const own = stacks.find(({ number }) => number === current);
  if (credentials || !topicArn || !own?.topicArn || own.credentials) return false;
  return parseArn(topicArn).accountId !== parseArn(own.topicArn).accountId;
}

/** What the log says of it. */
export function describeOutOfReach({ topicArn }: Stack): string {
  return `Left as it is: ${topicArn}. The keys of its account are not known any more`;
}
