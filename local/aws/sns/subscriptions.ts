import type { Call } from "../call.ts";
import { AwsError } from "../errors.ts";
import { optionalText, requireText } from "../input.ts";
import { page } from "../paging.ts";
import type { Operation, Result, World } from "../world.ts";
import { parseSnsArn } from "./arns.ts";
import { invalidParameter } from "./errors.ts";
import { requireTopic } from "./topics.ts";
import type { Subscription } from "./types.ts";

export const listSubscriptions: Operation = (world, call) =>
  list(world, call, (subscription) => subscription.topic.region === call.region);

export const listSubscriptionsByTopic: Operation = (world, call) => {
  const topic = requireTopic(world, call);
  return list(world, call, (subscription) => subscription.topic === topic);
};

export function requireSubscription(world: World, call: Call): Subscription {
  const arn = requireText(call, "SubscriptionArn");
  parseSnsArn("SubscriptionArn", arn);
  const subscription = world.subscriptions.get(arn);
  if (!subscription) throw new AwsError(404, "NotFound", "Subscription does not exist");
  return subscription;
}

function list(world: World, call: Call, isListed: (subscription: Subscription) => boolean): Result {
  const token = optionalText(call, "NextToken");
  const listed = [...world.subscriptions.values()].filter((each) => !each.isGhost && isListed(each));
  const { items, nextToken } = page(
    listed,
    ({ serial }) => serial,
    100,
    token,
    () => invalidParameter("NextToken"),
  );
  const member = items.map(({ arn, state, protocol, endpoint, topic }) => ({
    SubscriptionArn: state === "pending" ? "PendingConfirmation" : arn,
    Owner: world.settings.accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topic.arn,
  }));
  return { Subscriptions: { member }, ...(nextToken && { NextToken: nextToken }) };
}
