import type { Credentials } from "./aws/clients.ts";
import type { StackNames } from "./aws/names.ts";

/** The resources of one source in one region of one account. A name is known before its resource is made. */
export interface Stack extends StackNames {
  /** Number of this stack, from 1. The names of its resources carry it, and no later stack has it again. */
  readonly number: number;
  readonly region: string;
  /** The ARNs are known once their resources are there. That of the topic says which account the stack is in. */
  readonly topicArn?: string;
  readonly roleArn?: string;
  readonly stateMachineArn?: string;
  readonly subscriptionArn?: string;
  /** When SNS was last seen to deliver to the endpoint, in ms. Absent until its subscription has been confirmed. */
  readonly confirmedAt?: number | undefined;
  /** Its deletion was begun, so it takes no new task, and its names are never used again. */
  readonly isRetired?: boolean;
  /** The keys of its account: only while the source may have been given those of another. */
  readonly credentials?: Credentials | undefined;
}

type Arns = "topicArn" | "roleArn" | "stateMachineArn" | "subscriptionArn";
/** A stack whose resources have all been made. */
export type CompleteStack = Stack & Required<Pick<Stack, Arns>>;
/** A stack of which at least the topic has been made, so that its account is known. */
export type LocatedStack = Stack & Required<Pick<Stack, "topicArn">>;

/** What a source remembers between calls: one record in its service db. Only hooks write it. */
export interface State {
  readonly version: 2;
  /** The highest number that a later stack must not use. */
  readonly lastNumber: number;
  /** Number of the stack that takes new tasks. Any other stack only waits for its last ones. */
  readonly current?: number;
  readonly stacks: readonly Stack[];
  /** Which hook was the last to do all of its work. One that dies leaves no trace here, but perhaps in AWS. */
  readonly lastHook?: "activate" | "deactivate";
}

export function isComplete(stack: Stack): stack is CompleteStack {
  const { topicArn, roleArn, stateMachineArn, subscriptionArn } = stack;
  return Boolean(topicArn && roleArn && stateMachineArn && subscriptionArn);
}

export function isLocated(stack: Stack): stack is LocatedStack {
  return stack.topicArn !== undefined;
}
