import { parseIdentityPolicy, parseTrustPolicy } from "../iam/documents.ts";
import { expireUnconfirmed } from "../sns/subscribe.ts";
import type { Topic } from "../sns/types.ts";
import { keepClosed } from "../states/close.ts";
import { parseDefinition } from "../states/definition.ts";
import { removeWhenIdle } from "../states/deletion.ts";
import { resume } from "../states/run/run.ts";
import { limitLife } from "../states/start.ts";
import type { Execution, StateMachine } from "../states/types.ts";
import type { World } from "../world.ts";
import type { Snapshot } from "./take.ts";

/** Brings a snapshot into an empty world. Its executions stand still until `resumeExecutions`. */
export function restore(world: World, snapshot: Snapshot): void {
  restoreIam(world, snapshot);
  restoreSns(world, snapshot);
  restoreStates(world, snapshot);
}

/** Lets the executions that were running go on. What fell due meanwhile is due now. */
export function resumeExecutions(world: World): void {
  for (const execution of world.executions.values()) {
    if (execution.status !== "RUNNING" || execution.timers.size > 0) continue;
    limitLife(world, execution);
    world.background.run(resume(world, execution));
  }
}

function restoreIam(world: World, { roles, rolesDeletedAt }: Snapshot): void {
  for (const { trust, policies, ...role } of roles) {
    world.roles.set(role.name.toLowerCase(), {
      ...role,
      trust: parseTrustPolicy(trust),
      policies: new Map(policies.map(({ name, text }) => [name, parseIdentityPolicy(text)])),
    });
  }
  for (const [name, at] of rolesDeletedAt) world.rolesDeletedAt.set(name, at);
}

function restoreSns(world: World, { topics, subscriptions, subscriptionTokens }: Snapshot): void {
  const bySerial = new Map<number, Topic>();
  for (const { attributes, ...known } of topics) {
    const topic = { ...known, attributes: new Map(attributes) };
    bySerial.set(topic.serial, topic);
    world.topics.set(topic.arn, topic);
  }
  for (const { topic: serial, attributes, ...known } of subscriptions) {
    const topic = bySerial.get(serial);
    if (!topic) continue;
    const turn = { at: Number.NEGATIVE_INFINITY, left: 0 };
    const subscription = { ...known, topic, attributes: new Map(attributes), turn };
    world.subscriptions.set(subscription.arn, subscription);
    if (subscription.state === "pending") expireUnconfirmed(world, subscription);
  }
  for (const { token, expiresAt, subscription: arn } of subscriptionTokens) {
    const subscription = world.subscriptions.get(arn);
    if (subscription) world.subscriptionTokens.set(token, { subscription, expiresAt });
  }
}

function restoreStates(world: World, { machines, executions }: Snapshot): void {
  const bySerial = new Map<number, StateMachine>();
  for (const { definition, isGone, ...known } of machines) {
    const machine = { ...known, stored: parseDefinition(definition) };
    bySerial.set(machine.serial, machine);
    if (!isGone) world.machines.set(machine.arn, machine);
  }
  for (const { machine: serial, ...known } of executions) {
    const machine = bySerial.get(serial);
    if (!machine) continue;
    const execution: Execution = { ...known, machine, timers: new Set() };
    world.executions.set(execution.arn, execution);
    for (const token of execution.tokens) world.taskTokens.set(token, execution);
    if (execution.stoppedAt !== undefined) keepClosed(world, execution, execution.stoppedAt);
  }
  for (const machine of world.machines.values()) removeWhenIdle(world, machine);
}
