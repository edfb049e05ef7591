import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  type SFNClient,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { type RetryOptions, retry } from "../retry.ts";
import { stateMachineArnOf } from "./arn.ts";
import { stateMachineDefinition } from "./documents.ts";
import { hasName, isDenied } from "./failures.ts";

/** A new role can be assumed after some seconds, seldom more than thirty. */
export const ROLE_PROPAGATION_TIMEOUT_MS = 90_000;

export interface StateMachine {
  readonly name: string;
  readonly roleArn: string;
  readonly topicArn: string;
  /** Whether a task that is not acknowledged is published again. */
  readonly isAcknowledged: boolean;
}

/** Creates the state machine or brings an existing one up to date, and returns its ARN. Waits for a new role. */
export async function ensureStateMachine(
  sfn: SFNClient,
  { name, roleArn, topicArn, isAcknowledged }: StateMachine,
  { now, sleep, warn }: Pick<RetryOptions, "now" | "sleep"> & { warn(message: string): void },
): Promise<string> {
  const definition = JSON.stringify(stateMachineDefinition(topicArn, isAcknowledged));
  const create = () =>
    sfn.send(new CreateStateMachineCommand({ name, roleArn, definition, type: "STANDARD" }));
  try {
    const created = await retry(create, {
      timeoutMs: ROLE_PROPAGATION_TIMEOUT_MS,
      firstDelayMs: 1_000,
      maxDelayMs: 3_000,
      when: isRoleNotYetAssumable,
      now,
      sleep,
    });
    if (!created.stateMachineArn) throw new Error("CreateStateMachine answered without an ARN");
    return created.stateMachineArn;
  } catch (error) {
    if (!hasName(error, "StateMachineAlreadyExists")) throw error;
  }
  const stateMachineArn = stateMachineArnOf(topicArn, name);
  try {
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, roleArn, definition }));
  } catch (error) {
    if (!isDenied(error)) throw error;
    warn(
      `State machine ${name} stays as an earlier activation has made it: the policy of the AWS user lacks states:UpdateStateMachine`,
    );
  }
  return stateMachineArn;
}

/** Starts the deletion; AWS finishes it when no execution is left. A machine that is gone already is no error. */
export async function deleteStateMachine(sfn: SFNClient, stateMachineArn: string): Promise<void> {
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
}

/** A missing iam:PassRole has the same error name, but waiting does not cure it. */
function isRoleNotYetAssumable(error: unknown): boolean {
  return (
    hasName(error, "AccessDeniedException") &&
    (error as Error).message.includes("authorized to assume the provided role")
  );
}
