import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClient } from "@aws-sdk/client-sfn";

/** A task that waits. */
export interface PendingTask {
  readonly executionArn: string;
  readonly id?: string;
  readonly timestamp: string;
  /** When Step Functions publishes it: the full second that follows, or is, its time. */
  readonly waitUntil: string;
  /** As JSON, the beginning of it if it is long. */
  readonly message: string;
}

export interface PendingTasks {
  readonly tasks: readonly PendingTask[];
  /** More wait than are shown. */
  readonly hasMore: boolean;
}

/** As many as AWS lists in one answer: those that were scheduled last. */
const LISTED = 1_000;
const SHOWN = 100;
/** What is not looked at this time is the next: the page asks again every few seconds. */
const LOOKED_AT = 200;
const CONCURRENCY = 10;
const MESSAGE_LENGTH = 1_000;

/** What waits on a state machine, the next one due first. `known` saves asking twice for what never changes. */
export async function pendingTasks(
  sfn: SFNClient,
  stateMachineArn: string,
  known: Map<string, PendingTask>,
): Promise<PendingTasks> {
  const { executions = [], nextToken } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING", maxResults: LISTED }),
  );
  const running = executions.flatMap(({ executionArn }) => executionArn ?? []);
  const unknown = running.filter((executionArn) => !known.has(executionArn));
  const queue = unknown.slice(0, LOOKED_AT);
  const worker = async () => {
    for (let arn = queue.shift(); arn; arn = queue.shift()) {
      const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
      const task = toPendingTask(arn, input);
      if (task) known.set(arn, task);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const tasks = running.flatMap((executionArn) => known.get(executionArn) ?? []);
  known.clear();
  for (const task of tasks) known.set(task.executionArn, task);
  const hasMore = nextToken !== undefined || unknown.length > LOOKED_AT || tasks.length > SHOWN;
  return { tasks: tasks.toSorted(byDueTime).slice(0, SHOWN), hasMore };
}

/** Undefined for what somebody else has started on the state machine. */
export function toPendingTask(executionArn: string, input: string | undefined): PendingTask | undefined {
  const { waitUntil, task } = parse(input);
  if (typeof waitUntil !== "string" || typeof task?.timestamp !== "string") return undefined;
  const message = JSON.stringify(task.message) ?? "";
  return {
    executionArn,
    timestamp: task.timestamp,
    waitUntil,
    message: message.length > MESSAGE_LENGTH ? `${message.slice(0, MESSAGE_LENGTH)}…` : message,
    ...(typeof task.id === "string" && { id: task.id }),
  };
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

function byDueTime(one: PendingTask, other: PendingTask): number {
  return Date.parse(one.waitUntil) - Date.parse(other.waitUntil);
}
