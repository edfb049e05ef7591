import type { Definition } from "./language.ts";

/** A definition as it was sent, and what it says. */
export interface StoredDefinition {
  readonly text: string;
  readonly definition: Definition;
}

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly serial: number;
  readonly createdAt: number;
  /** Changes are for executions started from then on. */
  stored: StoredDefinition;
  roleArn: string;
  revisionId: string;
  status: "ACTIVE" | "DELETING";
}

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly type: string;
  readonly [details: string]: unknown;
}

/** A task that waits for somebody to answer with its token. */
export interface OpenTask {
  readonly token: string;
  succeed(output: unknown): Promise<void>;
  fail(error: string | undefined, cause: string | undefined): Promise<void>;
  heartbeat(): void;
}

/** Where an execution is: what it needs to go on from there. */
export interface EnteredState {
  readonly name: string;
  readonly input: unknown;
  readonly at: number;
  readonly eventId: number;
}

export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: StateMachine;
  readonly serial: number;
  /** As sent; a repeated StartExecution is compared with it. */
  readonly input: string;
  readonly definition: Definition;
  readonly roleArn: string;
  readonly startedAt: number;
  readonly history: HistoryEvent[];
  /** What is set on the clock for it. */
  readonly timers: Set<() => void>;
  readonly tokens: string[];
  entered?: EnteredState;
  status: ExecutionStatus;
  stoppedAt?: number;
  output?: string;
  error?: string;
  cause?: string;
  task?: OpenTask | undefined;
}
