import { parseArn } from "../aws/arn.ts";
import { namesOf, numberOf } from "../aws/names.ts";
import type { Context } from "../context.ts";
import { notReady, untrusted } from "../errors.ts";
import { isLocated, type LocatedStack } from "../stack.ts";
import { currentStack, readState } from "../state.ts";
import type { SnsMessage } from "./message.ts";

/** How many stacks one activation may have begun, when those before are being deleted. */
const MAX_NEW_STACKS = 10;

/**
 * The stack whose topic a message names. While the source is being activated, what that has made may not be visible here
 * yet: then a confirmation of the topic that it makes is taken for a stack that is about to be there. Asks nobody.
 */
export function requireStackOf({ Type, TopicArn }: SnsMessage, context: Context): LocatedStack {
  const { db, region, sourceId } = context;
  const state = readState(db);
  const known = state.stacks.filter(isLocated).find(({ topicArn }) => topicArn === TopicArn);
  if (known) return known;
  const number = numberOfNewTopic(TopicArn, context);
  const isExpected =
    number !== undefined && number > state.lastNumber && number <= state.lastNumber + MAX_NEW_STACKS;
  if (!isExpected) throw untrusted("it is of another topic");
  const isBeingActivated = !currentStack(state, region);
  // Of a later one SNS asks again, when the record is written. Whose it is may be asked of AWS only where that makes nothing.
  const isNext = number === state.lastNumber + 1;
  if (Type !== "SubscriptionConfirmation" || !isBeingActivated || !isNext) {
    throw notReady("The source is being activated.");
  }
  return { number, region, ...namesOf(sourceId, region, number), topicArn: TopicArn };
}

/** The number of a topic of this source's names and region, whoever's account it is in. */
function numberOfNewTopic(topicArn: string, { sourceId, region }: Context): number | undefined {
  try {
    const topic = parseArn(topicArn);
    return topic.region === region ? numberOf(sourceId, topic.resource) : undefined;
  } catch {
    return undefined;
  }
}
