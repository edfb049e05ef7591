import { parseArn } from "../aws/arn.ts";
import { isAwsError, isDenied, toAwsFailure } from "../aws/failures.ts";
import { baseName } from "../aws/names.ts";
import { snsEndpoint } from "../aws/sns-endpoint.ts";
import { confirmSubscription } from "../aws/subscription.ts";
import { ensureTopic } from "../aws/topic.ts";
import type { Context } from "../context.ts";
import { notReady } from "../errors.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import { currentStack, readState, type Stack } from "../state.ts";
import { deliver } from "../tasks/deliver.ts";
import { untrusted } from "./certificate.ts";
import { fetchText } from "./fetch.ts";
import { type Confirmation, parseSnsMessage, type SnsMessage } from "./message.ts";
import { type VerifiedMessage, verify } from "./verify.ts";

/** Serves what SNS posts. A 4xx is for what is never to be accepted: SNS repeats a message after a 5xx only. */
export async function receive(body: unknown, context: Context): Promise<HttpResponse> {
  const message = parseSnsMessage(body);
  try {
    return await handle(message, context);
  } catch (error) {
    // A throttle passes, but SNS takes 429 for the end of it, as any other 4xx.
    if (!isAwsError(error) || toAwsFailure(error).kind !== "throttled") throw error;
    throw notReady("AWS has too many requests.", 10, error);
  }
}

async function handle(message: SnsMessage, context: Context): Promise<HttpResponse> {
  const remembered = readState(context.db).stacks.find(({ topicArn }) => topicArn === message.TopicArn);
  const stack = remembered ?? requireAwaited(message, context);
  const verified = await verify(message, stack, context);
  if (!remembered) await requireOwnTopic(verified, context);
  await act(verified, stack, context);
  return jsonResponse(200, { received: message.Type });
}

/**
 * While the source is being activated, its state may not be visible here yet: a topic of our name and region may be ours,
 * and its confirmation comes when it is new. Tasks come later.
 */
function requireAwaited({ Type, TopicArn }: SnsMessage, { db, region, componentId }: Context): Stack {
  if (!isNamed(TopicArn, baseName(componentId), region)) throw untrusted("it is of another topic");
  if (Type === "SubscriptionConfirmation") return { region, topicArn: TopicArn };
  if (currentStack(readState(db), region)) throw untrusted("it is of another topic");
  throw notReady("The source is being activated.");
}

/** Creating a topic that exists returns its ARN, so AWS itself says which topic of our name is in our account. */
async function requireOwnTopic({ TopicArn }: VerifiedMessage, context: Context): Promise<void> {
  const { sns } = context.aws({ region: context.region });
  const ours = await ensureTopic(sns, baseName(context.componentId));
  if (TopicArn !== ours) throw untrusted("it is of another topic");
}

function isNamed(topicArn: string, name: string, region: string): boolean {
  try {
    const topic = parseArn(topicArn);
    return topic.resource === name && topic.region === region;
  } catch {
    return false;
  }
}

async function act(message: VerifiedMessage, stack: Stack, context: Context): Promise<void> {
  switch (message.Type) {
    case "Notification":
      return deliver(message.Message, Date.parse(message.Timestamp), stack, context);
    case "SubscriptionConfirmation":
      await confirm(message, stack, context);
      return context.log.info(`Confirmed the subscription to ${message.TopicArn}`);
    case "UnsubscribeConfirmation":
      return context.log.warn(
        `The subscription to ${message.TopicArn} was removed: no task will be emitted until the source is activated again`,
      );
  }
}

async function confirm(message: Confirmation, stack: Stack, context: Context): Promise<void> {
  const { sns } = context.aws(stack);
  try {
    await confirmSubscription(sns, message.TopicArn, message.Token);
  } catch (error) {
    if (!isDenied(error)) throw error;
    await visitSubscribeUrl(message.SubscribeURL, (await snsEndpoint(sns)).origin, context);
  }
}

/** Without the permission for ConfirmSubscription, its anonymous form: the URL that SNS signed, if it leads to SNS. */
async function visitSubscribeUrl(url: string, origin: string, { fetch }: Context): Promise<void> {
  if (!url.startsWith(`${origin}/?`)) throw untrusted("its SubscribeURL does not lead to SNS");
  const { status } = await fetchText(fetch, url);
  if (status !== 200) throw notReady(`SNS answered the confirmation with ${status}.`);
}
