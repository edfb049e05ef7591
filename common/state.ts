/** The resources of one source in one region, as far as they are known to exist. */
export interface Stack {
  readonly region: string;
  readonly topicArn?: string;
  readonly roleName?: string;
  readonly roleArn?: string;
  readonly policyName?: string;
  readonly stateMachineName?: string;
  readonly stateMachineArn?: string;
  readonly subscriptionArn?: string;
}

/** A stack whose resources are all there. */
export type CompleteStack = Required<Stack>;

/** What a source remembers between calls: one record in its service db. Only hooks write it. */
export interface State {
  readonly version: 1;
  readonly stacks: readonly Stack[];
}

/** The service db of a source, as Pipedream offers it: synchronous, JSON values, `undefined` for an unset key. */
export interface ServiceDb {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

const KEY = "state";

export function readState(db: ServiceDb): State {
  return (db.get(KEY) as State | null | undefined) ?? { version: 1, stacks: [] };
}

/** Remembers a stack in place of what was known of that region; a stack with nothing left is forgotten. */
export function saveStack(db: ServiceDb, stack: Stack): void {
  const others = readState(db).stacks.filter(({ region }) => region !== stack.region);
  const isEmpty = Object.values(stack).filter((value) => value !== undefined).length <= 1;
  db.set(KEY, { version: 1, stacks: isEmpty ? others : [...others, stack] } satisfies State);
}

export function isComplete(stack: Stack | undefined): stack is CompleteStack {
  return Boolean(
    stack?.topicArn &&
      stack.roleName &&
      stack.roleArn &&
      stack.policyName &&
      stack.stateMachineName &&
      stack.stateMachineArn &&
      stack.subscriptionArn,
  );
}
