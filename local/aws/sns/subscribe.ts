import { randomUUID } from "node:crypto";
import { optionalFlag, optionalMap, requireText } from "../input.ts";
import type { Operation, World } from "../world.ts";
import { requestConfirmation } from "./confirmation.ts";
import { invalidParameter } from "./errors.ts";
import { findGhost } from "./ghosts.ts";
import { requireSubscriptionAttribute } from "./subscription-attributes.ts";
import { requireTopic } from "./topics.ts";
import type { Subscription, Topic } from "./types.ts";

const UNCONFIRMED_LIFE_MS = 48 * 3_600_000;

export const subscribe: Operation = (world, call) => {
  const topic = requireTopic(world, call);
  const protocol = requireText(call, "Protocol");
  const endpoint = requireText(call, "Endpoint");
  requireHttp(protocol, endpoint);
  const attributes = new Map(Object.entries(optionalMap(call, "Attributes")));
  for (const [name, value] of attributes) requireSubscriptionAttribute("Attributes Reason: ", name, value);
  const ghost = findGhost(world, { topic, protocol, endpoint });
  if (ghost) return { SubscriptionArn: ghost.arn };
  const subscription =
    findSame(world, topic, protocol, endpoint, attributes) ??
    add(world, topic, protocol, endpoint, attributes);
  if (subscription.state === "pending") requestConfirmation(world, subscription);
  const isShown = subscription.state === "confirmed" || optionalFlag(call, "ReturnSubscriptionArn");
  return { SubscriptionArn: isShown ? subscription.arn : "pending confirmation" };
};

function requireHttp(protocol: string, endpoint: string): void {
  if (protocol !== "http" && protocol !== "https") {
    throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  }
  if (!endpoint.startsWith(`${protocol}://`) || !URL.canParse(endpoint)) {
    throw invalidParameter("Endpoint must match the specified protocol");
  }
}

function findSame(
  world: World,
  topic: Topic,
  protocol: string,
  endpoint: string,
  attributes: ReadonlyMap<string, string>,
): Subscription | undefined {
  const same = [...world.subscriptions.values()].find(
    (known) => known.topic === topic && known.protocol === protocol && known.endpoint === endpoint,
  );
  if (same && [...attributes].some(([name, value]) => same.attributes.get(name) !== value)) {
    throw invalidParameter("Attributes Reason: Subscription already exists with different attributes");
  }
  return same;
}

function add(
  world: World,
  topic: Topic,
  protocol: string,
  endpoint: string,
  attributes: Map<string, string>,
): Subscription {
  const subscription: Subscription = {
    arn: `${topic.arn}:${randomUUID()}`,
    serial: world.nextSerial(),
    topic,
    protocol,
    endpoint,
    attributes,
    state: "pending",
    isGhost: false,
    confirmationWasAuthenticated: false,
    authenticateOnUnsubscribe: false,
    turn: { at: Number.NEGATIVE_INFINITY, left: 0 },
  };
  world.subscriptions.set(subscription.arn, subscription);
  expireUnconfirmed(world, subscription);
  return subscription;
}

export function expireUnconfirmed(world: World, subscription: Subscription): void {
  world.clock.at(world.clock.now() + UNCONFIRMED_LIFE_MS, () => {
    if (subscription.state !== "pending") return;
    subscription.state = "deleted";
    world.subscriptions.delete(subscription.arn);
  });
}
