import type { World } from "../world.ts";
import type { Subscription, Topic } from "./types.ts";

/** SNS is said to clear up after deleted topics every ten hours. https://github.com/getmoto/moto/pull/1028 */
const READABLE_MS = 10 * 3_600_000;

/** A subscription of a deleted topic, which a new topic of that name hands out again. */
export interface Ghost {
  readonly subscription: Subscription;
  /** From then on the new topic subscribes the endpoint anew. */
  readonly endsAt: number;
}

/** Keeps the subscriptions of a topic that is being deleted. */
export function keepGhosts(world: World, topic: Topic): void {
  const { ghostSubscriptions, ghostWindowMs } = world.settings;
  if (!ghostSubscriptions) return;
  const endsAt = world.clock.now() + ghostWindowMs;
  for (const subscription of world.subscriptions.values()) {
    if (subscription.topic === topic) world.ghosts.set(keyOf(subscription), { subscription, endsAt });
  }
}

/**
 * The deleted subscription that Subscribe gives out again. It is in no list, delivers nothing and asks for no confirmation.
 * https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-sns/pull/70
 */
export function findGhost(
  world: World,
  wanted: Pick<Subscription, "topic" | "protocol" | "endpoint">,
): Subscription | undefined {
  const ghost = world.ghosts.get(keyOf(wanted));
  if (!ghost || world.clock.now() >= ghost.endsAt) return undefined;
  const { subscription } = ghost;
  if (!subscription.isGhost) haunt(world, subscription);
  return subscription;
}

function haunt(world: World, subscription: Subscription): void {
  subscription.isGhost = true;
  subscription.state = "deleted";
  world.subscriptions.delete(subscription.arn);
  if (world.settings.ghostSubscriptions === "gone") return;
  world.subscriptions.set(subscription.arn, subscription);
  world.clock.at(world.clock.now() + READABLE_MS, () => {
    world.subscriptions.delete(subscription.arn);
  });
}

function keyOf({ topic, protocol, endpoint }: Pick<Subscription, "topic" | "protocol" | "endpoint">): string {
  return `${topic.arn} ${protocol} ${endpoint}`;
}
