/** A task as the page shows it. */
export interface Task {
  readonly executionArn: string;
  readonly id?: string;
  /** When it is due. */
  readonly timestamp: string;
  /** When Step Functions publishes it: the full second that follows, or is, its time. */
  readonly waitUntil: string;
  /** The beginning of its message, as JSON. */
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
  const { waitUntil, task } = parse(input);
  if (typeof waitUntil !== "string" || typeof task?.timestamp !== "string") return undefined;
  const message = JSON.stringify(task.message) ?? "";
  return {
    executionArn,
    timestamp: task.timestamp,
    waitUntil,
    preview: message.length > PREVIEW_LENGTH ? `${message.slice(0, PREVIEW_LENGTH)}…` : message,
    scheduledAt: startDate?.getTime() ?? 0,
    ...(typeof task.id === "string" && { id: task.id }),
  };
}

/** The whole message of a task. */
export function messageOf(input: string | undefined): unknown {
  return parse(input).task?.message;
}

/** The next one due first; of those due at once, the one that was scheduled first. */
export function byDueTime(one: Task, other: Task): number {
  return (
    Date.parse(one.timestamp) - Date.parse(other.timestamp) ||
    one.scheduledAt - other.scheduledAt ||
    (one.executionArn < other.executionArn ? -1 : 1)
  );
}

interface Input {
  readonly waitUntil?: unknown;
  readonly task?: { readonly timestamp?: unknown; readonly message?: unknown; readonly id?: unknown };
}

function parse(input = "null"): Input {
  try {
    return (JSON.parse(input) as Input | null) ?? {};
  } catch {
    return {};
  }
}
