import {
  DeleteTopicCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
} from "@aws-sdk/client-sns";
import type { PolicyDocument } from "../../local/aws/iam/policy.ts";
import { killAt } from "../../local/pipedream/kill.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { attributesOf, leaveBehind, type Owner, ownerOf, topicOf } from "./policy-leftovers.ts";
import { newCredentials, post, startWorld, type World } from "./world.ts";

const HOUR = 3_600_000;

/** A world with an owner, whose topics leave ghosts and whose processes can be killed one by one. */
export async function startPolicyWorld() {
  const world = await startWorld({ ghostSubscriptions: "readable" }, { tellProcesses: true });
  return { world, owner: ownerOf(world) };
}

interface Stage {
  readonly world: World;
  readonly owner: Owner;
}

/** What others see of a life under a policy. Its log is not among it: an action matters by what it does. */
type Life = (policy: PolicyDocument, stage: Stage) => Promise<unknown>;

/** One source from activation to deletion, in an account where older things of its names lie about. */
export async function wholeLife(policy: PolicyDocument, { world, owner }: Stage, hasLeftovers = true) {
  const props = newCredentials();
  const source = await world.deployInVain(props);
  world.aws.users.set(props.aws.$auth.accessKeyId, [policy]);
  if (hasLeftovers) await leaveBehind(owner, source);
  const { length } = source.logs;
  const activation = await source.activate().then(
    () => "activated",
    () => "failed",
  );
  const isActive = activation === "activated";
  const attributes = isActive ? await attributesOf(owner, source) : undefined;
  const tasks = isActive ? await scheduleAndCancel(source, world) : undefined;
  await source.delete();
  // AWS takes 20 s to delete a state machine, and clears up what is left of a topic after a minute.
  await world.advance(40_000);
  const left = (await resourcesOf(source, world, owner)).map((arn) => arn.split(":")[2]);
  const logs = source.logs.slice(length).flatMap((entry) => (entry.k === "log" ? entry.msg : []));
  return { seen: { activation, attributes, tasks, left }, logs };
}

async function scheduleAndCancel(source: LocalSource, world: World) {
  const schedule = async (seconds: number, id: string) =>
    (await post(source, "/schedule", task(seconds, id))).status;
  const cancel = async (id: string) => (await post(source, "/cancel", { id })).status;
  const statuses = [await schedule(10, "fires"), await schedule(30, "kept"), await schedule(20, "stopped")];
  statuses.push(await cancel("stopped"));
  await world.advance(12_000);
  statuses.push(await cancel("fires"));
  // A task that nobody can receive now comes again only where it is published until it is claimed.
  await schedule(5, "again");
  source.outage = "inactive";
  await world.advance(10_000);
  source.outage = undefined;
  await source.update();
  await world.advance(2 * HOUR);
  return { statuses, emitted: emittedBy(source) };
}

const task = (seconds: number, id: string) => ({
  timestamp: new Date(Date.now() + seconds * 1_000).toISOString(),
  message: 1,
  id,
});
const emittedBy = ({ events }: LocalSource) => events.map(({ e }) => (e as { id: string }).id);

async function deploy(policy: PolicyDocument, { world }: Stage): Promise<LocalSource> {
  const props = newCredentials();
  world.aws.users.set(props.aws.$auth.accessKeyId, [policy]);
  return world.deploy(props);
}

async function resourcesOf({ id }: LocalSource, world: World, { credentials }: Owner): Promise<string[]> {
  return (await world.resources("us-east-1", credentials)).filter((arn) => arn.includes(id));
}

/** Names are not used again after their deletion was begun, also where nothing but AWS knows that it was. */
const killedAfterDeletingItsMachine: Life = async (policy, stage) => {
  const { world, owner } = stage;
  const source = await deploy(policy, stage);
  killAt(world.aws, source, { call: "DeleteStateMachine", when: "after" });
  await source.deactivate().catch(() => {});
  await world.advance(120_000);
  // Where AWS does not say whether tasks are pending, an update deletes nothing, and activates what is there.
  const down = { status: 500, code: "InternalFailure", message: "down" };
  world.aws.intercept = ({ action }) => (action === "ListExecutions" ? down : undefined);
  await source.update();
  world.aws.intercept = undefined;
  const machines = (await resourcesOf(source, world, owner)).filter((arn) => arn.includes(":stateMachine:"));
  return machines.map((arn) => arn.replace(source.id, "dc"));
};

const topicDeletedByHand: Life = async (policy, stage) => {
  const source = await deploy(policy, stage);
  await post(source, "/schedule", task(60, "waits"));
  await stage.owner.sns.send(new DeleteTopicCommand({ TopicArn: topicOf(source) }));
  await source.update();
  await stage.world.advance(3 * HOUR);
  return emittedBy(source);
};

const filteredByHand: Life = async (policy, stage) => {
  const { sns } = stage.owner;
  const source = await deploy(policy, stage);
  await post(source, "/schedule", task(60, "waits"));
  const { Subscriptions = [] } = await sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: topicOf(source) }),
  );
  await sns.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn: Subscriptions[0]?.SubscriptionArn,
      AttributeName: "FilterPolicy",
      AttributeValue: JSON.stringify({ colour: ["red"] }),
    }),
  );
  await source.update();
  await stage.world.advance(3 * HOUR);
  return emittedBy(source);
};

export const LIVES = {
  "from activation to deletion": async (policy, stage) => (await wholeLife(policy, stage)).seen,
  "with a deactivation that was killed": killedAfterDeletingItsMachine,
  "whose topic is deleted by hand": topicDeletedByHand,
  "whose subscription is filtered by hand": filteredByHand,
} satisfies Record<string, Life>;

export type LifeName = keyof typeof LIVES;
