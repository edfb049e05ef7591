import { type RetryOptions, retry } from "../retry.ts";
import type { CompleteStack, Stack } from "../state.ts";
import type { AwsClients } from "./clients.ts";
import { DENIED, hasName, ignoring } from "./failures.ts";
import { baseName, PUBLISH_POLICY_NAME, roleName, stateMachineNames } from "./names.ts";
import { ensureRole, IAM_CONSISTENCY_TIMEOUT_MS, isNotYetVisible, putPublishPolicy } from "./role.ts";
import { ensureStateMachine } from "./state-machine.ts";
import { ensureSubscription, unsubscribe } from "./subscription.ts";
import { mayAcknowledge } from "./task-token.ts";
import { ensureTopic } from "./topic.ts";

export interface Provisioning extends Pick<RetryOptions, "now" | "sleep"> {
  readonly componentId: string;
  readonly region: string;
  readonly endpoint: string;
  /** What is known of the stack with that topic. */
  find(topicArn: string): Stack;
  /** Remembers what there is so far: a name before it is used, a resource as soon as it is there. */
  save(stack: Stack): void;
  /** Hears of what goes on with less than it should have. */
  warn(message: string): void;
}

export interface Provisioned {
  readonly stack: CompleteStack;
  /** Whether tasks are published until they are acknowledged. */
  readonly isAcknowledged: boolean;
}

/** Provisioning failed at this step; the cause says why. */
export class StepError extends Error {
  override readonly name = "StepError";
  /** What of the stack the step was about to create. */
  readonly creates: readonly (keyof Stack)[];

  constructor(step: string, creates: readonly (keyof Stack)[], cause: unknown) {
    super(`Could not ${step}`, { cause });
    this.creates = creates;
  }
}

/** Creates what is missing of a stack and finds the rest, each resource after those it names. Throws a `StepError`. */
export async function provision(
  { sns, iam, sfn }: AwsClients,
  { componentId, region, endpoint, find, save, warn, ...waiting }: Provisioning,
): Promise<Provisioned> {
  const saved = <S extends Stack>(stack: S): S => {
    save(stack);
    return stack;
  };
  const topicArn = await step("create the SNS topic", [], () => ensureTopic(sns, baseName(componentId)));
  // It was found with the keys of the source's account, so no others are needed.
  const { credentials: _, isUnconfirmed: __, ...known } = find(topicArn);
  const name = known.roleName ?? roleName(componentId, region);
  const policyName = known.policyName ?? PUBLISH_POLICY_NAME;
  const named = saved({ ...known, roleName: name, policyName });
  const withRole = await repeatingWhileInvisible(waiting, async () => {
    const roleArn = await step("create the IAM role", ["roleName", "policyName"], () =>
      ensureRole(iam, name, topicArn),
    );
    const stack = saved({ ...named, roleArn });
    await step("put the policy on the IAM role", ["policyName"], () =>
      putPublishPolicy(iam, name, policyName, topicArn),
    );
    return stack;
  });
  const isAcknowledged = await step("check whether tasks can be acknowledged", [], () => mayAcknowledge(sfn));
  const withMachine = await step("create the Step Functions state machine", ["stateMachineName"], () =>
    firstNotInDeletion(stateMachineNames(componentId, known.stateMachineName), async (stateMachineName) => {
      const decided = saved({ ...withRole, stateMachineName });
      const machine = { name: stateMachineName, roleArn: withRole.roleArn, topicArn, isAcknowledged };
      return saved({
        ...decided,
        stateMachineArn: await ensureStateMachine(sfn, machine, { ...waiting, warn }),
      });
    }),
  );
  const stack = await step("subscribe the endpoint to the SNS topic", [], async () => {
    const subscriptionArn = await ensureSubscription(sns, topicArn, endpoint, waiting);
    const former = known.subscriptionArn;
    if (former && former !== subscriptionArn) await ignoring(DENIED, () => unsubscribe(sns, former));
    return saved({ ...withMachine, subscriptionArn });
  });
  return { stack, isAcknowledged };
}

async function step<T>(
  description: string,
  creates: readonly (keyof Stack)[],
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new StepError(description, creates, error);
  }
}

/** IAM answers from several places: a role may be there for one call and not for the next. */
function repeatingWhileInvisible<T>(
  waiting: Pick<RetryOptions, "now" | "sleep">,
  action: () => Promise<T>,
): Promise<T> {
  return retry(action, {
    timeoutMs: IAM_CONSISTENCY_TIMEOUT_MS,
    firstDelayMs: 1_000,
    maxDelayMs: 5_000,
    when: (error) => error instanceof StepError && isNotYetVisible(error.cause),
    ...waiting,
  });
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
