import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  type SFNClient,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { type Clock, retry } from "../retry.ts";
import { stateMachineArnOf } from "./arn.ts";
import { stateMachineDefinition } from "./documents.ts";
import { DENIED, hasName, isDenied, orWord } from "./failures.ts";

/** A new role can be assumed after some seconds, seldom more than thirty. */
const ROLE_PROPAGATION = { timeoutMs: 90_000, firstDelayMs: 1_000, maxDelayMs: 3_000 };

export interface StateMachine {
  readonly name: string;
  readonly roleArn: string;
  readonly topicArn: string;
  /** Whether a task is published until a delivery has claimed it. */
  readonly isClaimed: boolean;
}

/** What became of a state machine that was to be there. One in deletion can neither be used nor made again for minutes. */
export type EnsuredMachine =
  | { readonly kind: "created" | "updated" | "not-updated"; readonly stateMachineArn: string }
  | { readonly kind: "deleting" };

/** Creates the state machine, or brings it up to date as far as the policy allows. Waits for a new role. */
export async function ensureStateMachine(
  sfn: SFNClient,
  { name, roleArn, topicArn, isClaimed }: StateMachine,
  clock: Clock,
): Promise<EnsuredMachine> {
  const definition = JSON.stringify(stateMachineDefinition(topicArn, isClaimed));
  const stateMachineArn = stateMachineArnOf(topicArn, name);
  const create = () =>
    sfn.send(new CreateStateMachineCommand({ name, roleArn, definition, type: "STANDARD" }));
  try {
    await retry(create, { ...ROLE_PROPAGATION, when: isRoleNotYetAssumable }, clock);
    return { kind: "created", stateMachineArn };
  } catch (error) {
    if (hasName(error, "StateMachineDeleting")) return { kind: "deleting" };
    if (!hasName(error, "StateMachineAlreadyExists")) throw error;
  }
  try {
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, roleArn, definition }));
    return { kind: "updated", stateMachineArn };
  } catch (error) {
    if (hasName(error, "StateMachineDeleting")) return { kind: "deleting" };
    if (isDenied(error)) return { kind: "not-updated", stateMachineArn };
    throw error;
  }
}

/** Whether a state machine is there to be used. "deleting" lasts as long as an execution waits. */
export async function stateMachineStatus(
  sfn: SFNClient,
  stateMachineArn: string,
): Promise<"active" | "deleting" | "gone" | "not-permitted"> {
  const look = async () => {
    const { status } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    return status === "DELETING" ? "deleting" : "active";
  };
  return orWord(look, { gone: ["StateMachineDoesNotExist"], "not-permitted": DENIED });
}

/** Starts the deletion; AWS finishes it when no execution is left. A machine that is gone already is no error. */
export async function deleteStateMachine(sfn: SFNClient, stateMachineArn: string): Promise<void> {
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
}

/** A missing iam:PassRole has the same error name, but waiting does not cure it. */
function isRoleNotYetAssumable(error: unknown): boolean {
  return (
    hasName(error, "AccessDeniedException") &&
    error.message.includes("authorized to assume the provided role")
  );
}
