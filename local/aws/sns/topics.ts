import type { Call } from "../call.ts";
import { AwsError } from "../errors.ts";
import { optionalMap, optionalText, requireText } from "../input.ts";
import { page } from "../paging.ts";
import { partitionOf } from "../partition.ts";
import type { Operation, World } from "../world.ts";
import { parseSnsArn } from "./arns.ts";
import { invalidParameter } from "./errors.ts";
import { keepGhosts } from "./ghosts.ts";
import { requireTopicAttribute, topicAttributes } from "./topic-attributes.ts";
import type { Topic } from "./types.ts";

export const createTopic: Operation = (world, call) => {
  const name = requireText(call, "Name");
  if (!/^[\w-]{1,256}$/.test(name)) throw invalidParameter("Topic Name");
  const attributes = new Map(Object.entries(optionalMap(call, "Attributes")));
  for (const [key, value] of attributes) requireTopicAttribute("Attributes Reason: ", key, value);
  const arn = `arn:${partitionOf(call.region)}:sns:${call.region}:${world.settings.accountId}:${name}`;
  const known = world.topics.get(arn);
  if (known && [...attributes].some(([key, value]) => known.attributes.get(key) !== value)) {
    throw invalidParameter("Attributes Reason: Topic already exists with different attributes");
  }
  if (!known) world.topics.set(arn, { arn, region: call.region, serial: world.nextSerial(), attributes });
  return { TopicArn: arn };
};

/** The subscriptions of a deleted topic go later. They can be read until then, and stay detached from a new topic of the name. */
const SUBSCRIPTIONS_LINGER_MS = 60_000;

function deleteSubscriptions(world: World, topic: Topic): void {
  for (const subscription of world.subscriptions.values()) {
    if (subscription.topic !== topic || subscription.isGhost) continue;
    subscription.state = "deleted";
    world.subscriptions.delete(subscription.arn);
  }
}

export const deleteTopic: Operation = (world, call) => {
  const arn = requireText(call, "TopicArn");
  requireOwnRegion(call.region, arn);
  const topic = world.topics.get(arn);
  if (!topic) return undefined;
  world.topics.delete(arn);
  keepGhosts(world, topic);
  world.clock.at(world.clock.now() + SUBSCRIPTIONS_LINGER_MS, () => deleteSubscriptions(world, topic));
  return undefined;
};

export const getTopicAttributes: Operation = (world, call) => {
  const attributes = topicAttributes(world, requireTopic(world, call));
  return { Attributes: { entry: Object.entries(attributes).map(([key, value]) => ({ key, value })) } };
};

export const setTopicAttributes: Operation = (world, call) => {
  const topic = requireTopic(world, call);
  const name = requireText(call, "AttributeName");
  const value = optionalText(call, "AttributeValue") ?? "";
  requireTopicAttribute("", name, value);
  if (value === "") topic.attributes.delete(name);
  else topic.attributes.set(name, value);
  return undefined;
};

export const listTopics: Operation = (world, call) => {
  const own = [...world.topics.values()].filter(({ region }) => region === call.region);
  const { items, nextToken } = page(
    own,
    ({ serial }) => serial,
    100,
    optionalText(call, "NextToken"),
    () => invalidParameter("NextToken"),
  );
  return {
    Topics: { member: items.map(({ arn }) => ({ TopicArn: arn })) },
    ...(nextToken && { NextToken: nextToken }),
  };
};

export function requireTopic(world: World, call: Call): Topic {
  return requireTopicAt(world, call.region, requireText(call, "TopicArn"));
}

export function requireTopicAt(world: World, region: string, arn: string): Topic {
  requireOwnRegion(region, arn);
  const topic = world.topics.get(arn);
  if (!topic) throw new AwsError(404, "NotFound", "Topic does not exist");
  return topic;
}

function requireOwnRegion(region: string, arn: string): void {
  if (parseSnsArn("TopicArn", arn).region !== region) throw invalidParameter("TopicArn");
}
