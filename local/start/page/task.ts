import { parseExecutionInput } from "../../../common/tasks/task.ts";

/** A task as the page shows it. */
export interface Task {
  readonly executionArn: string;
  readonly id?: string;
  /** When it is due. */
  readonly timestamp: string;
  /** When Step Functions publishes it: the full second that follows, or is, its time. */
  readonly waitUntil: string;
  /** The beginning of its message, or messages, as JSON. */
  readonly preview: string;
  /** When it was scheduled, in ms. */
  readonly scheduledAt: number;
}

const PREVIEW_LENGTH = 200;

/** What an execution says about its task. Undefined for what somebody else has started on the state machine. */
export function toTask(
  executionArn: string,
  input: string | undefined,
  startDate: Date | undefined,
): Task | undefined {
  const known = parseExecutionInput(input ?? "");
  if (!known) return undefined;
  const { timestamp, id } = known.task;
  const message = JSON.stringify(messageOf(input)) ?? "";
  return {
    executionArn,
    timestamp,
    waitUntil: known.waitUntil ?? timestamp,
    preview: message.length > PREVIEW_LENGTH ? `${message.slice(0, PREVIEW_LENGTH)}…` : message,
    scheduledAt: startDate?.getTime() ?? 0,
    ...(id !== undefined && { id }),
  };
}

/** The whole message of a task, or all of its messages. */
export function messageOf(input: string | undefined): unknown {
  const { message, messages } = parseExecutionInput(input ?? "")?.task ?? {};
  return messages ?? message;
}

/** The next one due first; of those due at once, the one that was scheduled first. */
export function byDueTime(one: Task, other: Task): number {
  return (
    Date.parse(one.timestamp) - Date.parse(other.timestamp) ||
    one.scheduledAt - other.scheduledAt ||
    (one.executionArn < other.executionArn ? -1 : 1)
  );
}
