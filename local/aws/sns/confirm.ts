import { AwsError } from "../errors.ts";
import { optionalFlag, requireText } from "../input.ts";
import type { Operation } from "../world.ts";
import { parseSnsArn } from "./arns.ts";
import { announceUnsubscribe } from "./confirmation.ts";
import { invalidParameter } from "./errors.ts";

/** The token alone decides which subscription is confirmed; of the topic only the region is looked at. */
export const confirmSubscription: Operation = (world, call) => {
  const token = world.subscriptionTokens.get(requireText(call, "Token"));
  if (parseSnsArn("TopicArn", requireText(call, "TopicArn")).region !== call.region)
    throw invalidParameter("Topic");
  if (!token || world.clock.now() >= token.expiresAt) throw invalidParameter("Token");
  const { subscription } = token;
  if (subscription.topic.region !== call.region) throw invalidParameter("Topic");
  const isSigned = call.accessKeyId !== undefined;
  if (subscription.state !== "confirmed" && !subscription.isGhost) {
    subscription.state = "confirmed";
    subscription.confirmationWasAuthenticated = isSigned;
    world.subscriptions.set(subscription.arn, subscription);
  }
  if (isSigned && optionalFlag(call, "AuthenticateOnUnsubscribe"))
    subscription.authenticateOnUnsubscribe = true;
  return { SubscriptionArn: subscription.arn };
};

export const unsubscribe: Operation = (world, call) => {
  const arn = requireText(call, "SubscriptionArn");
  if (parseSnsArn("SubscriptionArn", arn).region !== call.region) throw invalidParameter("SubscriptionArn");
  const subscription = world.subscriptions.get(arn);
  if (!subscription) return undefined;
  if (subscription.state === "pending") {
    throw invalidParameter("This operation is not allowed on a subscription that is pending confirmation");
  }
  const isSigned = call.accessKeyId !== undefined;
  if (!isSigned && subscription.authenticateOnUnsubscribe) {
    throw new AwsError(
      403,
      "AuthorizationError",
      "Unsubscribing from this subscription requires authentication",
    );
  }
  subscription.state = "deleted";
  world.subscriptions.delete(arn);
  if (!isSigned) announceUnsubscribe(world, subscription);
  return undefined;
};
