import type { RetryOptions } from "../retry.ts";
import type { CompleteStack, Stack } from "../state.ts";
import type { AwsClients } from "./clients.ts";
import { hasName } from "./failures.ts";
import { baseName, PUBLISH_POLICY_NAME, roleName, stateMachineName } from "./names.ts";
import { ensureRole, putPublishPolicy } from "./role.ts";
import { ensureStateMachine, type StateMachine } from "./state-machine.ts";
import { ensureSubscription } from "./subscription.ts";
import { ensureTopic } from "./topic.ts";

/** So many state machines of one source may be in deletion at once before provisioning gives up. */
const MAX_STATE_MACHINE_NAMES = 10;

export interface Provisioning extends Pick<RetryOptions, "now" | "sleep"> {
  readonly componentId: string;
  readonly endpoint: string;
  /** Remembers what there is so far: a name before it is used, a resource as soon as it is there. */
  save(stack: Stack): void;
}

/** Provisioning failed at this step; the cause says why. */
export class StepError extends Error {
  override readonly name = "StepError";
  readonly step: string;

  constructor(step: string, cause: unknown) {
    super(`Could not ${step}`, { cause });
    this.step = step;
  }
}

/** Creates what is missing of a stack and finds the rest, each resource after those it names. Throws a `StepError`. */
export async function provision(
  { sns, iam, sfn }: AwsClients,
  known: Stack,
  { componentId, endpoint, save, ...waiting }: Provisioning,
): Promise<CompleteStack> {
  const saved = <S extends Stack>(stack: S): S => {
    save(stack);
    return stack;
  };
  const topicArn = await step("create the SNS topic", () => ensureTopic(sns, baseName(componentId)));
  const name = known.roleName ?? roleName(componentId, known.region);
  const policyName = known.policyName ?? PUBLISH_POLICY_NAME;
  const named = saved({ ...known, topicArn, roleName: name, policyName });
  const roleArn = await step("create the IAM role", () => ensureRole(iam, name, topicArn));
  const withRole = saved({ ...named, roleArn });
  await step("put the policy on the IAM role", () => putPublishPolicy(iam, name, policyName, topicArn));
  const withMachine = await step("create the Step Functions state machine", async () => {
    const candidates = stateMachineNames(componentId, known.stateMachineName);
    return firstNotInDeletion(candidates, async (stateMachineName) => {
      const decided = saved({ ...withRole, stateMachineName });
      const machine: StateMachine = { name: stateMachineName, roleArn, topicArn };
      return saved({ ...decided, stateMachineArn: await ensureStateMachine(sfn, machine, waiting) });
    });
  });
  const subscriptionArn = await step("subscribe the endpoint to the SNS topic", () =>
    ensureSubscription(sns, topicArn, endpoint),
  );
  return saved({ ...withMachine, subscriptionArn });
}

async function step<T>(description: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new StepError(description, error);
  }
}

function stateMachineNames(componentId: string, known: string | undefined): string[] {
  const names = Array.from({ length: MAX_STATE_MACHINE_NAMES }, (_, index) =>
    stateMachineName(componentId, index + 1),
  );
  return known ? [known, ...names.filter((name) => name !== known)] : names;
}

/** A name stays taken while AWS deletes its machine: seconds when idle, until its time when an execution waits. */
async function firstNotInDeletion<T>(
  names: readonly string[],
  create: (name: string) => Promise<T>,
): Promise<T> {
  let inDeletion: unknown;
  for (const name of names) {
    try {
      return await create(name);
    } catch (error) {
      if (!hasName(error, "StateMachineDeleting")) throw error;
      inDeletion = error;
    }
  }
  throw inDeletion;
}
