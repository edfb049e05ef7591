import type { SFNClient } from "@aws-sdk/client-sfn";
import type { Stack } from "../state.ts";
import { stateMachineArnOf } from "./arn.ts";
import type { AwsClients } from "./clients.ts";
import { stopAllExecutions } from "./execution.ts";
import { isDenied } from "./failures.ts";
import { deletePolicy, deleteRole } from "./role.ts";
import { deleteStateMachine } from "./state-machine.ts";
import { unsubscribe } from "./subscription.ts";
import { deleteTopic } from "./topic.ts";

export interface TearDown {
  /** Remembers what is left, after each deletion. */
  save(stack: Stack): void;
  /** Whether the time for stopping pending executions is over. */
  isLate(): boolean;
}

/** Something that could not be deleted, and why. */
export interface Remnant {
  readonly resource: string;
  readonly cause: unknown;
}

interface Deletion {
  readonly resource: string;
  /** What is forgotten once it is deleted. */
  readonly keys: readonly Exclude<keyof Stack, "region">[];
  readonly run: () => Promise<void>;
}

/** Deletes a stack, going on past failures. Resolves to what remains, which is nothing when all went well. */
export async function tearDown(
  clients: AwsClients,
  stack: Stack,
  { save, isLate }: TearDown,
): Promise<Remnant[]> {
  const remnants: Remnant[] = [];
  let left: Stack = stack;
  for (const { resource, keys, run } of deletions(clients, stack, isLate)) {
    try {
      await run();
      left = without(left, keys);
      save(left);
    } catch (cause) {
      remnants.push({ resource, cause });
    }
  }
  return remnants;
}

/** Stops the tasks that still wait: one of them would hold its machine in DELETING until its time. */
async function stopPending(sfn: SFNClient, stateMachineArn: string, isLate: () => boolean): Promise<void> {
  try {
    await stopAllExecutions(sfn, stateMachineArn, isLate);
  } catch (error) {
    // Without the permission to see or stop them they end unpublished, each at its time.
    if (!isDenied(error)) throw error;
  }
}

function deletions({ sfn, iam, sns }: AwsClients, stack: Stack, isLate: () => boolean): Deletion[] {
  const { topicArn, roleName, policyName, subscriptionArn } = stack;
  const list: Deletion[] = [];
  const arn = stack.stateMachineArn ?? machineArnOf(stack);
  if (arn) {
    list.push({
      resource: `state machine ${arn}`,
      keys: ["stateMachineArn", "stateMachineName"],
      run: async () => {
        await stopPending(sfn, arn, isLate);
        await deleteStateMachine(sfn, arn);
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
      run: () => deleteRole(iam, roleName),
    });
  }
  if (subscriptionArn) {
    list.push({
      resource: `subscription ${subscriptionArn}`,
      keys: ["subscriptionArn"],
      run: () => unsubscribe(sns, subscriptionArn),
    });
  }
  if (topicArn) {
    list.push({ resource: `topic ${topicArn}`, keys: ["topicArn"], run: () => deleteTopic(sns, topicArn) });
  }
  return list;
}

/** The ARN of a machine whose creation was begun but not heard of again. */
function machineArnOf({ topicArn, stateMachineName }: Stack): string | undefined {
  return topicArn && stateMachineName && stateMachineArnOf(topicArn, stateMachineName);
}

function without(stack: Stack, keys: readonly (keyof Stack)[]): Stack {
  const names: readonly string[] = keys;
  const entries = Object.entries(stack).filter(([key]) => !names.includes(key));
  return { ...Object.fromEntries(entries), region: stack.region };
}
