import type { SFNClient } from "@aws-sdk/client-sfn";
import type { RetryOptions } from "../retry.ts";
import type { Stack } from "../state.ts";
import { stateMachineArnOf } from "./arn.ts";
import type { AwsClients } from "./clients.ts";
import { stopAllExecutions } from "./execution.ts";
import { hasName, isDenied } from "./failures.ts";
import { deletePolicy, deleteRole } from "./role.ts";
import { deleteStateMachine } from "./state-machine.ts";
import { unsubscribe } from "./subscription.ts";
import { deleteTopic } from "./topic.ts";

export interface TearDown extends Pick<RetryOptions, "now" | "sleep"> {
  /** Remembers what is left, after each deletion. */
  save(stack: Stack): void;
  /** Nothing ran a moment ago. What has come since is not stopped before it is known that it cannot be kept. */
  readonly isIdle?: boolean;
  /** Whether the time for stopping pending executions is over. */
  isLate(): boolean;
}

/** Something that could not be deleted, and why. */
export interface Remnant {
  readonly resource: string;
  readonly cause: unknown;
}

export interface TornDown {
  /** Nothing, when all went well. */
  readonly remnants: readonly Remnant[];
  /** How many executions still ran and were stopped. */
  readonly stopped: number;
}

interface Deletion {
  readonly resource: string;
  /** What is forgotten once it is deleted. */
  readonly keys: readonly Exclude<keyof Stack, "region" | "topicArn">[];
  run(): Promise<void>;
}

/** Deletes a stack, each resource before those it names, going on past failures. */
export async function tearDown(clients: AwsClients, stack: Stack, options: TearDown): Promise<TornDown> {
  const remnants: Remnant[] = [];
  let left = stack;
  let stopped = 0;
  const onStopped = (count: number) => {
    stopped += count;
  };
  for (const { resource, keys, run } of deletions(clients, stack, options, onStopped)) {
    try {
      await run();
      left = without(left, keys);
      options.save(left);
    } catch (cause) {
      remnants.push({ resource, cause });
    }
  }
  return { remnants, stopped };
}

function deletions(
  { sfn, iam, sns }: AwsClients,
  stack: Stack,
  { isIdle, isLate, now, sleep }: TearDown,
  onStopped: (count: number) => void,
): Deletion[] {
  const { topicArn, roleName, policyName, stateMachineName, subscriptionArn } = stack;
  const list: Deletion[] = [];
  // The creation of a machine may have been begun and not heard of again.
  const machineArn =
    stack.stateMachineArn ?? (stateMachineName && stateMachineArnOf(topicArn, stateMachineName));
  if (machineArn) {
    list.push({
      resource: `state machine ${machineArn}`,
      keys: ["stateMachineArn", "stateMachineName"],
      async run() {
        if (!isIdle) onStopped(await stopPending(sfn, machineArn, isLate));
        await deleteStateMachine(sfn, machineArn);
        // From now on none can start; one may have started in between.
        onStopped(await stopPending(sfn, machineArn, isLate));
      },
    });
  }
  if (roleName && policyName) {
    list.push({
      resource: `inline policy ${policyName} of role ${roleName}`,
      keys: ["policyName"],
      run: () => deletePolicy(iam, roleName, policyName),
    });
  }
  if (roleName) {
    list.push({
      resource: `role ${roleName}`,
      keys: ["roleName", "roleArn", "policyName"],
      run: () => deleteRole(iam, roleName, { now, sleep }),
    });
  }
  if (subscriptionArn) {
    list.push({
      resource: `subscription ${subscriptionArn}`,
      keys: ["subscriptionArn"],
      run: () => unsubscribe(sns, subscriptionArn),
    });
  }
  list.push({ resource: `topic ${topicArn}`, keys: [], run: () => deleteTopic(sns, topicArn) });
  return list;
}

/** Stops the tasks that still wait: one of them would hold its machine in DELETING until its time. */
async function stopPending(sfn: SFNClient, stateMachineArn: string, isLate: () => boolean): Promise<number> {
  try {
    return await stopAllExecutions(sfn, stateMachineArn, isLate);
  } catch (error) {
    // Without the permission to see or stop them they end unpublished, each at its time.
    if (isDenied(error) || hasName(error, "StateMachineDoesNotExist")) return 0;
    throw error;
  }
}

function without(stack: Stack, keys: readonly (keyof Stack)[]): Stack {
  const names: readonly string[] = keys;
  const entries = Object.entries(stack).filter(([key]) => !names.includes(key));
  return { ...Object.fromEntries(entries), region: stack.region, topicArn: stack.topicArn };
}
