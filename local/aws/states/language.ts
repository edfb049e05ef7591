/** As much of the Amazon States Language as this stand-in runs. https://states-language.net/spec.html */

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxAttempts?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

interface Common {
  readonly Next?: string;
}

export interface WaitState extends Common {
  readonly Type: "Wait";
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
  readonly Seconds?: number;
  readonly SecondsPath?: string;
}

export interface TaskState extends Common {
  readonly Type: "Task";
  readonly Resource: string;
  readonly Parameters?: unknown;
  readonly TimeoutSeconds?: number;
  readonly HeartbeatSeconds?: number;
  readonly Retry?: readonly Retrier[];
}

export interface PassState extends Common {
  readonly Type: "Pass";
  readonly Result?: unknown;
}

export interface SucceedState {
  readonly Type: "Succeed";
}

export interface FailState {
  readonly Type: "Fail";
  readonly Error?: string;
  readonly Cause?: string;
}

export type State = WaitState | TaskState | PassState | SucceedState | FailState;

export interface Definition {
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}
