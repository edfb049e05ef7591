import { parseArn } from "../aws/arn.ts";
import { isDenied } from "../aws/failures.ts";
import { baseName } from "../aws/names.ts";
import { snsEndpoint } from "../aws/sns-endpoint.ts";
import { confirmSubscription } from "../aws/subscription.ts";
import type { Context } from "../context.ts";
import { notReady } from "../errors.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import { isComplete, readState, type Stack } from "../state.ts";
import { deliver } from "../tasks/deliver.ts";
import { untrusted } from "./certificate.ts";
import { fetchText } from "./fetch.ts";
import { type Confirmation, parseSnsMessage, type SnsMessage } from "./message.ts";
import { type VerifiedMessage, verify } from "./verify.ts";

/** Serves what SNS posts. A 4xx is for what is never to be accepted: SNS repeats a message after a 5xx only. */
export async function receive(body: unknown, context: Context): Promise<HttpResponse> {
  const message = parseSnsMessage(body);
  const stack = requireOwnTopic(message, context);
  await act(await verify(message, stack, context), stack, context);
  return jsonResponse(200, { received: message.Type });
}

/** The stack whose topic the message is of. Before that topic is remembered, one of our name may yet turn out to be ours. */
function requireOwnTopic({ TopicArn }: SnsMessage, { db, region, componentId }: Context): Stack {
  const { stacks } = readState(db);
  const stack = stacks.find(({ topicArn }) => topicArn === TopicArn);
  if (stack) return stack;
  const isSettled = isComplete(stacks.find((candidate) => candidate.region === region));
  if (!isSettled && isNamed(TopicArn, baseName(componentId)))
    throw notReady("The source is being activated.");
  throw untrusted("it is of another topic");
}

function isNamed(topicArn: string, name: string): boolean {
  try {
    return parseArn(topicArn).resource === name;
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
  const { sns } = context.aws(stack.region);
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
