import type { Role } from "../iam/types.ts";
import type { Subscription, SubscriptionToken, Topic } from "../sns/types.ts";
import type { Execution, StateMachine } from "../states/types.ts";
import type { World } from "../world.ts";

/**
 * All that an AWS holds at one moment, as JSON. What refers to a topic or a machine names its serial number, for a name may
 * have been used again. Deliveries that are on their way are not in it.
 */
export type Snapshot = ReturnType<typeof takeSnapshot>;

export function takeSnapshot(world: World, serial: number) {
  const executions = [...world.executions.values()];
  const machines = new Set([...world.machines.values(), ...executions.map(({ machine }) => machine)]);
  return {
    serial,
    roles: [...world.roles.values()].map(fromRole),
    rolesDeletedAt: [...world.rolesDeletedAt],
    topics: [...world.topics.values()].map(fromTopic),
    subscriptions: [...world.subscriptions.values()]
      .filter(({ topic }) => world.topics.get(topic.arn) === topic)
      .map(fromSubscription),
    subscriptionTokens: [...world.subscriptionTokens].map(fromToken),
    machines: [...machines].map((machine) => fromMachine(machine, world)),
    executions: executions.map(fromExecution),
  };
}

function fromRole({ trust, policies, ...role }: Role) {
  return { ...role, trust: trust.text, policies: [...policies].map(([name, { text }]) => ({ name, text })) };
}

function fromTopic({ attributes, ...topic }: Topic) {
  return { ...topic, attributes: [...attributes] };
}

function fromSubscription({ topic, attributes, turn: _, ...subscription }: Subscription) {
  return { ...subscription, topic: topic.serial, attributes: [...attributes] };
}

function fromToken([token, { subscription, expiresAt }]: [string, SubscriptionToken]) {
  return { token, expiresAt, subscription: subscription.arn };
}

function fromMachine({ stored, ...machine }: StateMachine, { machines }: World) {
  return {
    ...machine,
    definition: stored.text,
    isGone: machines.get(machine.arn)?.serial !== machine.serial,
  };
}

/** The task of an execution that waits for an answer is attempted anew, with a token of its own. */
function fromExecution({ machine, timers: _timers, task: _task, ...execution }: Execution) {
  return { ...execution, machine: machine.serial };
}
