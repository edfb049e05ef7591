import { parseArn } from "./aws/arn.ts";
import type { Credentials } from "./aws/clients.ts";
import { PUBLISH_POLICY_NAME, roleNameOf } from "./aws/names.ts";
import type { Stack, State } from "./stack.ts";

/** What a source of version 0.1 remembered. Its stacks shared one topic name; only state machines had suffixes. */
export interface StateVersion1 {
  readonly version: 1;
  /** The ARN of a topic. */
  readonly current?: string;
  readonly stacks: readonly StackVersion1[];
  /** How many state machines there have been. */
  readonly generation?: number;
}

interface StackVersion1 {
  readonly region: string;
  readonly topicArn: string;
  readonly roleName?: string;
  readonly roleArn?: string;
  readonly policyName?: string;
  readonly stateMachineName?: string;
  readonly stateMachineArn?: string;
  readonly subscriptionArn?: string;
  readonly generation?: number;
  readonly credentials?: Credentials;
}

/** State machines of version 0.1 used the suffixes up to -10, without a record of which. */
const LAST_SUFFIX_USED = 10;

/** Reads the record of version 0.1. Its stacks keep their names, and so their tasks; new ones use names never used. */
export function fromVersion1({ current, stacks, generation = 0 }: StateVersion1): State {
  const numbers = new Set<number>();
  const numbered = stacks.map((stack) => {
    let number = stack.generation ?? 1;
    while (numbers.has(number)) number += 1;
    numbers.add(number);
    return toStack(stack, number);
  });
  const currentNumber = numbered.find(({ topicArn }) => topicArn === current)?.number;
  return {
    version: 2,
    lastNumber: Math.max(LAST_SUFFIX_USED, generation, ...numbers),
    ...(currentNumber !== undefined && { current: currentNumber }),
    stacks: numbered,
  };
}

/** Version 0.1 forgot a state machine when its deletion was begun, so a stack without one is not used again. */
function toStack({ generation, ...stack }: StackVersion1, number: number): Stack {
  const topicName = parseArn(stack.topicArn).resource;
  return {
    number,
    topicName,
    roleName: roleNameOf(topicName, stack.region),
    policyName: PUBLISH_POLICY_NAME,
    stateMachineName: topicName,
    ...stack,
    isRetired: !stack.stateMachineArn,
  };
}
