import { randomBytes } from "node:crypto";
import type { World } from "../world.ts";
import { deliver } from "./deliver.ts";
import { signedEnvelope } from "./envelope.ts";
import { outgoingConfirmation } from "./outgoing.ts";
import type { Subscription } from "./types.ts";

const TOKEN_LIFE_MS = 2 * 24 * 3_600_000;

/** Asks the endpoint whether it wants the subscription. Nobody waits for that: the answer may overtake Subscribe's. */
export function requestConfirmation(world: World, subscription: Subscription): void {
  const { confirmDelayMs } = world.settings;
  const send = () =>
    post(
      world,
      subscription,
      "SubscriptionConfirmation",
      `You have chosen to subscribe to the topic ${subscription.topic.arn}.\n` +
        "To confirm the subscription, visit the SubscribeURL included in this message.",
    );
  if (confirmDelayMs > 0) world.clock.at(world.clock.now() + confirmDelayMs, send);
  else world.background.run(send());
}

/** Tells the endpoint that somebody, not the owner, ended the subscription, and how to undo that. */
export function announceUnsubscribe(world: World, subscription: Subscription): void {
  const text =
    `You have chosen to deactivate subscription ${subscription.arn}.\n` +
    "To cancel this operation and restore the subscription, visit the SubscribeURL included in this message.";
  world.background.run(post(world, subscription, "UnsubscribeConfirmation", text));
}

function post(
  world: World,
  subscription: Subscription,
  type: "SubscriptionConfirmation" | "UnsubscribeConfirmation",
  text: string,
): Promise<void> {
  const { topic } = subscription;
  const token = randomBytes(128).toString("hex");
  world.subscriptionTokens.set(token, { subscription, expiresAt: world.clock.now() + TOKEN_LIFE_MS });
  const envelope = signedEnvelope(world, topic, type, {
    Token: token,
    Message: text,
    SubscribeURL: `${world.url()}/?Action=ConfirmSubscription&TopicArn=${topic.arn}&Token=${token}`,
  });
  return deliver(world, subscription, outgoingConfirmation(subscription, envelope));
}
