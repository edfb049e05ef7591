import { RequestError } from "../errors.ts";

/** A task as an execution carries it. */
export interface Task {
  /** UTC, in the form of `toISOString()`. */
  readonly timestamp: string;
  readonly message: unknown;
  readonly id?: string;
}

/** What the state machine publishes. */
export interface DeliveredTask {
  readonly executionArn: string;
  readonly task: Task;
  /** By which it is acknowledged. Absent where the policy does not allow that. */
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
  const isTask =
    typeof executionArn === "string" &&
    typeof task === "object" &&
    task !== null &&
    typeof task.timestamp === "string" &&
    !Number.isNaN(Date.parse(task.timestamp)) &&
    "message" in task &&
    (task.id === undefined || typeof task.id === "string") &&
    (taskToken === undefined || typeof taskToken === "string");
  if (!isTask)
    throw new RequestError("untrusted_message", "The notification does not hold a task of this source.");
  return { executionArn, task, ...(taskToken !== undefined && { taskToken }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
