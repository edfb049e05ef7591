import type { PlannedTask } from "./scenario.ts";

const ATTEMPTS = 4;
const RETRY_MS = 7_000;

/** A task as the one who schedules it knows it. */
export interface ClientTask {
  readonly due: number;
  readonly id: string | undefined;
  /** What `/schedule` answered. Without it, nobody knows whether there is a task. */
  executionArn?: string;
  /** Whether `/cancel` said that it will not be emitted; "unknown" when it gave no answer. */
  isCancelled: boolean | "unknown";
  /** When `/cancel` said so. */
  cancelledAt?: number;
  /** Answers that contradict each other. */
  readonly contradictions: string[];
}

export interface Endpoint {
  url(): string;
  secret(): string;
}

/** Schedules a task as a careful user does: what has an id is sent again until it is answered, and it may be sent once more. */
export async function scheduleAsClient(
  endpoint: Endpoint,
  planned: PlannedTask,
  task: ClientTask,
): Promise<void> {
  const body = { timestamp: new Date(task.due).toISOString(), message: "m", ...(task.id && { id: task.id }) };
  for (let attempt = 1; attempt <= (task.id ? ATTEMPTS + planned.repeats : 1); attempt++) {
    if (task.executionArn && attempt > planned.repeats + 1) return;
    const answer = await post(endpoint, "/schedule", body);
    if (typeof answer.executionArn === "string") {
      if (task.executionArn && task.executionArn !== answer.executionArn) {
        task.contradictions.push(`${task.executionArn} became ${answer.executionArn}`);
      }
      task.executionArn = answer.executionArn;
    }
    await sleep(RETRY_MS);
  }
}

/** Cancels a task, asking again while there is no answer. */
export async function cancelAsClient(endpoint: Endpoint, task: ClientTask): Promise<void> {
  const { executionArn } = task;
  if (!executionArn) return;
  task.isCancelled = "unknown";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const answer = await post(endpoint, "/cancel", { executionArn });
    if (answer.stopDate || /cancelled already/.test(answer.error?.message ?? "")) {
      task.isCancelled = true;
      task.cancelledAt = Date.now();
      return;
    }
    if (answer.error?.code === "already_finished") {
      task.isCancelled = false;
      return;
    }
    await sleep(RETRY_MS);
  }
}

interface Answer {
  readonly executionArn?: string;
  readonly stopDate?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/** The answer, or nothing when there is none or it is not the source's own. */
async function post(endpoint: Endpoint, path: string, body: object): Promise<Answer> {
  try {
    const response = await fetch(`${endpoint.url()}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-pd-secret": endpoint.secret() },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Answer;
  } catch {
    return {};
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
