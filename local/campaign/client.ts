import type { Message } from "./subjects.ts";

const ATTEMPTS = 4;
const RETRY_MS = 7_000;

/** An answer of the source's own. */
export interface Answer {
  readonly request: "schedule" | "cancel";
  readonly at: number;
  readonly status: number;
  readonly executionArn?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/** A task as the one who schedules it knows it. */
export interface ClientTask {
  readonly number: number;
  readonly due: number;
  readonly id: string | undefined;
  /** All that it was answered, in order. A request without an answer leaves nothing here. */
  readonly answers: Answer[];
}

export interface Endpoint {
  url(): string;
  secret(): string;
}

/** Under which executions a task was accepted: one at most, unless something is wrong. */
export function acceptedAs({ answers }: ClientTask): string[] {
  const accepted = answers.filter(({ request }) => request === "schedule");
  return [...new Set(accepted.flatMap(({ executionArn }) => executionArn ?? []))];
}

/** Schedules a task as a careful user does: what has an id is sent again until it is answered. */
export async function scheduleAsClient(endpoint: Endpoint, task: ClientTask): Promise<void> {
  const { number, due, id } = task;
  const message: Message = { number };
  const body = { timestamp: new Date(due).toISOString(), message, ...(id && { id }) };
  await ask(endpoint, "schedule", body, task, (answer) => id !== undefined || answer === "too many requests");
}

/** Cancels a task, asking again while there is no answer. One with an id can be cancelled by that, too. */
export async function cancelAsClient(endpoint: Endpoint, task: ClientTask): Promise<void> {
  const [executionArn] = acceptedAs(task);
  const isById = task.id !== undefined && (task.number % 2 === 0 || executionArn === undefined);
  if (!isById && executionArn === undefined) return;
  await ask(endpoint, "cancel", isById ? { id: task.id } : { executionArn }, task, () => true);
}

async function ask(
  endpoint: Endpoint,
  request: Answer["request"],
  body: object,
  task: ClientTask,
  mayRepeat: (answer: Answer | "none" | "too many requests") => boolean,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const answer = await post(endpoint, request, body);
    if (typeof answer === "object") task.answers.push(answer);
    if ((typeof answer === "object" && isFinal(answer)) || !mayRepeat(answer)) return;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** Whether asking again is of no use. A secret may be the wrong one only because it is just being changed. */
function isFinal({ status }: Answer): boolean {
  return status < 500 && status !== 429 && status !== 401;
}

/** "none" also for what Pipedream itself answers; but its 429 says that the source has not heard of the request. */
async function post(
  endpoint: Endpoint,
  request: Answer["request"],
  body: object,
): Promise<Answer | "none" | "too many requests"> {
  try {
    const response = await fetch(`${endpoint.url()}/${request}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-pd-secret": endpoint.secret() },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!text.startsWith("{")) return response.status === 429 ? "too many requests" : "none";
    const { executionArn, error } = JSON.parse(text);
    return { request, at: Date.now(), status: response.status, executionArn, error };
  } catch {
    return "none";
  }
}
