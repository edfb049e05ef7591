import { isDeepStrictEqual } from "node:util";
import { untrusted } from "../errors.ts";

/** A task as an execution carries it and publishes it. */
export interface Task {
  /** UTC, in the form of `toISOString()`. */
  readonly timestamp: string;
  /** One message, or `messages`: several for the same moment. */
  readonly message?: unknown;
  readonly messages?: readonly unknown[];
  readonly id?: string;
  /** The name of the execution that had the task at its former time, in the same state machine. */
  readonly replaces?: string;
}

/** What an execution is started with. */
export interface ExecutionInput {
  /** Whole seconds, UTC. */
  readonly waitUntil: string;
  readonly task: Task;
  /** The delay that was asked for, if it was one. */
  readonly delay?: string;
}

/** Whether two tasks are the same, in whatever order their fields are. */
export function isSameTask(one: Task | undefined, other: Task): boolean {
  return isDeepStrictEqual(one, JSON.parse(JSON.stringify(other)));
}

/** What the state machine publishes. */
export interface DeliveredTask {
  readonly executionArn: string;
  readonly task: Task;
  /** With which it is claimed. Absent where the policy does not allow that. */
  readonly taskToken?: string;
}

/** The text that SNS will carry, but for what AWS fills in at that time. */
export function serialiseDeliveredTask({ executionArn, task, taskToken }: DeliveredTask): string {
  return JSON.stringify({ executionArn, task, taskToken });
}

/** The task in the text of a notification. Throws on a text that no execution of ours wrote. */
export function parseDeliveredTask(text: string): DeliveredTask {
  const value = parseJson(text) as Partial<DeliveredTask> | null | undefined;
  const { executionArn, task, taskToken } = value ?? {};
  const isDelivered =
    typeof executionArn === "string" &&
    isTask(task) &&
    (taskToken === undefined || typeof taskToken === "string");
  if (!isDelivered) throw untrusted("it does not hold a task of this source");
  return { executionArn, task, ...(taskToken !== undefined && { taskToken }) };
}

/** The input of an execution, or `undefined` if somebody else has started it. */
export function parseExecutionInput(text: string): ExecutionInput | undefined {
  const input = parseJson(text) as Partial<ExecutionInput> | null | undefined;
  return isTask(input?.task) ? (input as ExecutionInput) : undefined;
}

function isTask(value: unknown): value is Task {
  if (typeof value !== "object" || value === null) return false;
  const { timestamp, messages, id, replaces } = value as Task;
  return (
    typeof timestamp === "string" &&
    !Number.isNaN(Date.parse(timestamp)) &&
    ("message" in value || Array.isArray(messages)) &&
    (id === undefined || typeof id === "string") &&
    (replaces === undefined || typeof replaces === "string")
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
