import { stateMachineArnOf } from "../aws/arn.ts";
import { stopAllExecutions } from "../aws/execution.ts";
import { isDenied, isPassing } from "../aws/failures.ts";
import { deletePolicy, deleteRole } from "../aws/role.ts";
import { deleteStateMachine } from "../aws/state-machine.ts";
import { unsubscribe } from "../aws/subscription.ts";
import { deleteTopic, ensureTopic } from "../aws/topic.ts";
import type { Context } from "../context.ts";
import { retry } from "../retry.ts";
import type { LocatedStack, Stack } from "../stack.ts";
import { forgetStack } from "../state.ts";
import { PASSING, type ResourceKind } from "./step.ts";

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
  /** Whether AWS allowed no deletion at all, so that the stack is as it was. */
  readonly isUntouched: boolean;
}

export interface TearDownOptions {
  readonly kinds: ReadonlySet<ResourceKind>;
  /** Nothing ran a moment ago. What comes until the machine takes no more is not stopped, but refused. */
  readonly isIdle: boolean;
  /** Whether the time for it is over. */
  isLate(): boolean;
}

interface Deletion {
  readonly kind: ResourceKind;
  readonly resource: string;
  run(): Promise<unknown>;
}

const STOP_CAUSE = JSON.stringify({ cancelledBy: "the source was deactivated" });

/**
 * Deletes the resources of a stack, each before those it names, going on past failures. What is gone already is no failure;
 * what may pass is tried again, for half a minute in all.
 * Begins with the state machine: while that is there, the stack can be used. Forgets a stack of which nothing is left.
 */
export async function tearDown(
  stack: LocatedStack,
  options: TearDownOptions,
  context: Context,
): Promise<TornDown> {
  const { kinds, isLate } = options;
  const remnants: Remnant[] = [];
  let stopped = 0;
  const deletions = deletionsOf(stack, options, context, (count) => {
    stopped += count;
  }).filter(({ kind }) => kinds.has(kind));
  const patienceEnd = context.now() + PASSING.timeoutMs;
  for (const { resource, run } of deletions) {
    try {
      if (isLate()) throw new Error("no time was left");
      const timeoutMs = Math.max(0, patienceEnd - context.now());
      await retry(run, { ...PASSING, timeoutMs, when: isPassing }, context);
    } catch (cause) {
      remnants.push({ resource, cause });
    }
  }
  if (remnants.length === 0) forgetStack(context.db, stack);
  const isUntouched = remnants.length === deletions.length && remnants.every(({ cause }) => isDenied(cause));
  return { remnants, stopped, isUntouched };
}

/** Of a topic whose creation was not heard of again, AWS tells the ARN, which says the account. */
export async function locate(stack: Stack, context: Context): Promise<LocatedStack> {
  const { topicArn } = stack;
  return { ...stack, topicArn: topicArn ?? (await ensureTopic(context.aws(stack).sns, stack.topicName)) };
}

function deletionsOf(
  stack: LocatedStack,
  { isIdle, isLate }: TearDownOptions,
  context: Context,
  onStopped: (count: number) => void,
): Deletion[] {
  const { sfn, iam, sns } = context.aws(stack);
  const { topicArn, roleName, policyName, stateMachineName, subscriptionArn } = stack;
  const machineArn = stateMachineArnOf(topicArn, stateMachineName);
  const stopRunning = () => stopPending(machineArn, stack, isLate, context).then(onStopped);
  const deletions: Deletion[] = [
    {
      kind: "state machine",
      resource: `state machine ${machineArn}`,
      async run() {
        // One execution that waits would hold its machine in DELETING until its time.
        if (!isIdle) await stopRunning();
        await deleteStateMachine(sfn, machineArn);
        // From now on none can start; one may have started in between.
        await stopRunning();
      },
    },
    {
      kind: "policy",
      resource: `inline policy ${policyName} of role ${roleName}`,
      run: () => deletePolicy(iam, roleName, policyName),
    },
    { kind: "role", resource: `role ${roleName}`, run: () => deleteRole(iam, roleName, context) },
  ];
  if (subscriptionArn) {
    deletions.push({
      kind: "subscription",
      resource: `subscription ${subscriptionArn}`,
      run: () => unsubscribe(sns, subscriptionArn),
    });
  }
  deletions.push({ kind: "topic", resource: `topic ${topicArn}`, run: () => deleteTopic(sns, topicArn) });
  return deletions;
}

/** Without the permission to stop them, tasks that wait end unpublished, each at its time. */
async function stopPending(
  stateMachineArn: string,
  stack: Stack,
  isLate: () => boolean,
  context: Context,
): Promise<number> {
  try {
    return await stopAllExecutions(context.aws(stack).sfn, stateMachineArn, STOP_CAUSE, isLate);
  } catch (error) {
    if (isDenied(error)) return 0;
    throw error;
  }
}
