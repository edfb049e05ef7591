import { executionArnOf, stateMachineArnOf } from "../aws/arn.ts";
import type { AwsClients } from "../aws/clients.ts";
import { mayStopAndDescribe } from "../aws/execution.ts";
import { isDenied } from "../aws/failures.ts";
import { createRole, putPublishPolicy, restoreTrust, roleArnOf } from "../aws/role.ts";
import { ensureStateMachine } from "../aws/state-machine.ts";
import { unsubscribe } from "../aws/subscription.ts";
import { completeTask } from "../aws/task-token.ts";
import { ensureTopic } from "../aws/topic.ts";
import type { Context } from "../context.ts";
import type { CompleteStack, Stack } from "../stack.ts";
import { saveStack } from "../state.ts";
import { type ResourceKind, step } from "./step.ts";
import { subscribe } from "./subscribe.ts";

/** What came of making a stack complete. */
export type Provisioned =
  | { readonly kind: "ready"; readonly stack: CompleteStack; readonly isClaimed: boolean }
  /** Its state machine is being deleted, so its names cannot be used. */
  | { readonly kind: "deleting"; readonly stack: Stack }
  /** The keys are those of another account than the stack's. */
  | { readonly kind: "other account"; readonly topicArn: string };

/**
 * Makes what is missing of a stack and finds the rest, each resource after those it names; remembers each as soon as it is
 * there, and adds it to `made` before it may be there. Throws a `StepError`.
 */
export async function provision(
  known: Stack,
  made: Set<ResourceKind>,
  context: Context,
): Promise<Provisioned> {
  const { db, log } = context;
  const clients = context.aws({ region: known.region });
  const { sns, iam, sfn } = clients;
  const { roleName, policyName, stateMachineName } = known;
  const make = async <T>(description: string, resource: ResourceKind, action: () => Promise<T>) => {
    const result = await step(description, resource, action, context);
    made.add(resource);
    return result;
  };

  const topicArn = await make("create the SNS topic", "topic", () => ensureTopic(sns, known.topicName));
  if (known.topicArn && known.topicArn !== topicArn) return { kind: "other account", topicArn };
  // The keys that found it are those of the source.
  const withTopic = { ...known, topicArn, credentials: undefined, confirmedAt: undefined };
  saveStack(db, withTopic);

  const isNew = await make("create the IAM role", "role", () => createRole(iam, roleName, topicArn));
  const roleArn = roleArnOf(topicArn, roleName);
  const withRole = { ...withTopic, roleArn };
  saveStack(db, withRole);
  if (!isNew) {
    const restore = () => restoreTrust(iam, roleName, topicArn, context);
    await step("set the trust policy of the IAM role", undefined, restore, context);
  }
  await make("put the policy on the IAM role", "policy", () =>
    putPublishPolicy(iam, roleName, policyName, topicArn, context),
  );

  const machineArn = stateMachineArnOf(topicArn, stateMachineName);
  const isClaimed = await step(
    "check whether tasks can be claimed",
    undefined,
    () => mayClaim(clients, machineArn),
    context,
  );
  const machine = await make("create the Step Functions state machine", "state machine", () =>
    ensureStateMachine(sfn, { name: stateMachineName, roleArn, topicArn, isClaimed }, context),
  );
  if (machine.kind === "deleting") return { kind: "deleting", stack: withRole };
  if (machine.kind === "not-updated") {
    log.warn(
      `State machine ${stateMachineName} stays as an earlier activation made it: AWS denies states:UpdateStateMachine`,
    );
  }
  const withMachine = { ...withRole, stateMachineArn: machine.stateMachineArn };
  saveStack(db, withMachine);

  const subscriptionArn = await make("subscribe the endpoint to the SNS topic", "subscription", () =>
    subscribe({ topicArn, endpoint: context.endpoint }, clients, context),
  );
  const stack = { ...withMachine, subscriptionArn };
  saveStack(db, stack);
  await removeFormer(known.subscriptionArn, subscriptionArn, clients, context);
  return { kind: "ready", stack, isClaimed };
}

/** Asks with a token and an execution that nobody has: AWS looks at the permission before it looks for them. */
async function mayClaim({ sfn }: AwsClients, stateMachineArn: string): Promise<boolean> {
  if ((await completeTask(sfn, "is-this-allowed", "{}")) === "not-permitted") return false;
  return mayStopAndDescribe(sfn, executionArnOf(stateMachineArn, "is-this-allowed"));
}

/** The endpoint has changed, or SNS has forgotten the subscription: what it was must not deliver a second time. */
async function removeFormer(
  former: string | undefined,
  subscriptionArn: string,
  { sns }: AwsClients,
  { log }: Context,
): Promise<void> {
  if (!former || former === subscriptionArn) return;
  try {
    await unsubscribe(sns, former);
  } catch (error) {
    if (!isDenied(error)) log.warn(`Could not remove the former subscription ${former}: ${error}`);
  }
}
