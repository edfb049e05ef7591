import type { Credentials } from "./aws/clients.ts";

/** The resources of one source in one region of one account, as far as they are known to exist. */
export interface Stack {
  readonly region: string;
  /** Region and account are part of it, so it tells one stack from another. */
  readonly topicArn: string;
  readonly roleName?: string;
  readonly roleArn?: string;
  readonly policyName?: string;
  readonly stateMachineName?: string;
  readonly stateMachineArn?: string;
  readonly subscriptionArn?: string;
  /** The how manieth state machine of the source this one is, from 1: with each, AWS forgets the names of earlier tasks. */
  readonly generation?: number;
  /** Set while SNS does not deliver yet, as far as is known, because nobody has answered its request to confirm. */
  readonly isUnconfirmed?: true;
  /** The keys of its account: only while something is there and the source may have been given those of another. */
  readonly credentials?: Credentials;
}

/** A stack whose resources are all there. */
export type CompleteStack = Required<Omit<Stack, Optional>> & Pick<Stack, Optional>;
type Optional = "credentials" | "generation" | "isUnconfirmed";

/** What a source remembers between calls: one record in its service db. Only hooks write it. */
export interface State {
  readonly version: 1;
  /** The topic of the stack that takes new tasks. Any other stack only waits for its last ones. */
  readonly current?: string;
  readonly stacks: readonly Stack[];
  /** The highest there has been. */
  readonly generation?: number;
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

/** Remembers a stack in place of what was known of it. */
export function saveStack(db: ServiceDb, stack: Stack): void {
  const state = readState(db);
  const others = state.stacks.filter(({ topicArn }) => topicArn !== stack.topicArn);
  const generation = Math.max(stack.generation ?? 0, state.generation ?? 0);
  write(db, { ...state, stacks: [...others, stack], ...(generation > 0 && { generation }) });
}

/** Forgets a stack that has been deleted. */
export function forgetStack(db: ServiceDb, topicArn: string): void {
  const { current, ...state } = readState(db);
  const stacks = state.stacks.filter((stack) => stack.topicArn !== topicArn);
  write(db, { ...state, ...(current && current !== topicArn && { current }), stacks });
}

/** From now on, this stack takes new tasks. */
export function makeCurrent(db: ServiceDb, topicArn: string): void {
  write(db, { ...readState(db), current: topicArn });
}

/** The stack that takes new tasks, if it is all there and in the region that the source is set to. */
export function currentStack({ current, stacks }: State, region: string): CompleteStack | undefined {
  const stack = stacks.find(({ topicArn }) => topicArn === current);
  return isComplete(stack) && stack.region === region ? stack : undefined;
}

export function isComplete(stack: Stack | undefined): stack is CompleteStack {
  return Boolean(
    stack?.roleName &&
      stack.roleArn &&
      stack.policyName &&
      stack.stateMachineName &&
      stack.stateMachineArn &&
      stack.subscriptionArn,
  );
}

function write(db: ServiceDb, state: State): void {
  db.set(KEY, state);
}
