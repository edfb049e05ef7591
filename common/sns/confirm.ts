import { isDenied } from "../aws/failures.ts";
import { confirmSubscription } from "../aws/subscription.ts";
import { ensureTopic } from "../aws/topic.ts";
import type { Context } from "../context.ts";
import { notReady, untrusted } from "../errors.ts";
import type { LocatedStack } from "../stack.ts";
import { readState } from "../state.ts";
import { fetchText } from "./fetch.ts";
import type { Confirmation } from "./message.ts";

/** Confirms the subscription of the endpoint to a topic of ours, for a message whose signature was verified. */
export async function confirm(
  { TopicArn, Token, SubscribeURL }: Confirmation,
  stack: LocatedStack,
  context: Context,
): Promise<void> {
  await requireOwnTopic(stack, context);
  const { sns, snsEndpoint } = context.aws(stack);
  try {
    await confirmSubscription(sns, TopicArn, Token);
  } catch (error) {
    if (!isDenied(error)) throw error;
    await visitSubscribeUrl(SubscribeURL, (await snsEndpoint()).origin, context);
  }
  context.log.info(`Confirmed the subscription to ${TopicArn}`);
}

/**
 * Of a topic that is not in the record yet, AWS itself says whether it is in our account: creating one that exists returns
 * its ARN. It does exist, for only a source that is being activated gets here, and it subscribes after it has a topic.
 */
async function requireOwnTopic({ number, topicName, topicArn, region }: LocatedStack, context: Context) {
  const { db, memory } = context;
  if (readState(db).stacks.some((stack) => stack.number === number)) return;
  if (!memory.strangers.get(topicArn)) {
    const ours = await ensureTopic(context.aws({ region }).sns, topicName);
    if (topicArn === ours) return;
    memory.strangers.set(topicArn, true);
  }
  throw untrusted("it is of another topic");
}

/** Without the permission for ConfirmSubscription, its anonymous form: the URL that SNS signed, if it leads to SNS. */
async function visitSubscribeUrl(url: string, origin: string, { fetch }: Context): Promise<void> {
  if (!url.startsWith(`${origin}/?`)) throw untrusted("its SubscribeURL does not lead to SNS");
  const { status } = await fetchText(fetch, url);
  if (status !== 200) throw notReady(`SNS answered the confirmation with ${status}.`);
}
