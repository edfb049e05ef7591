/*
 * Schedules a task and does not give up at the first failure: there will be one task, however often it has to ask.
 * For Node 20 and any other place that has fetch, without any package. Copy it, and then:
 *
 *   import { scheduleSafely } from "./schedule-safely.mjs";
 *
 *   await scheduleSafely(
 *     { endpoint: "https://your-endpoint.m.pipedream.net", secret: "..." },
 *     { id: "order-1234-reminder", timestamp: "2027-08-21T06:29:00+02:00", message: "Call back" },
 *   );
 *
 * What makes it safe is the `id`. Choose one that follows from what the task is about, not a random one: then the task
 * stays one task also if your application dies in the middle and asks anew when it is back.
 */

const ATTEMPTS = 8;
const TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Resolves to `{ executionArn, timestamp }` once the task is accepted, without the ARN if the task has been emitted by
 * then. Throws if it cannot be accepted, or not in time; `code` is that of the API, such as `id_in_use` if there is
 * another task of this id, or if your application asks again for one that has run.
 */
export async function scheduleSafely({ endpoint, secret }, { id, timestamp, message }) {
  if (!id) throw new TypeError("A task that is asked for more than once needs an id");
  for (let attempt = 1; ; attempt++) {
    const answer = await post(new URL("/schedule", endpoint), secret, { id, timestamp, message });
    if (answer.task) return answer.task;
    // An attempt whose answer was lost has made the task, and it has been emitted since.
    const isDone = answer.code === "id_in_use" && attempt > 1 && Date.parse(timestamp) <= Date.now();
    if (isDone) return { timestamp };
    if (!answer.passes || attempt === ATTEMPTS) {
      throw Object.assign(new Error(`${id} is not scheduled. ${answer.problem}`), { code: answer.code });
    }
    await new Promise((resolve) => setTimeout(resolve, answer.retryAfterMs ?? pauseAfter(attempt)));
  }
}

/** The task, or what the problem is and whether it may pass. */
async function post(url, secret, body) {
  let response;
  let text;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(secret && { "x-pd-secret": secret }) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    return { passes: true, problem: `${error.message}: ${error.cause?.message ?? "no answer"}` };
  }
  const answer = parse(text);
  if (response.ok && answer?.executionArn) return { task: answer };
  const { code, message } = answer?.error ?? {};
  return {
    code,
    problem: code ? `${code}: ${message}` : `The endpoint answered ${response.status}: ${text.slice(0, 200)}`,
    // Pipedream answers 200 for a source that is inactive, as it is for a moment when it is changed.
    passes: response.ok || response.status === 429 || response.status >= 500,
    retryAfterMs: toMs(response.headers.get("retry-after")),
  };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After` is a number of seconds here; in general it may also be a date, which then is as good as none. */
function toMs(retryAfter) {
  return /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) * 1000 : undefined;
}

/** Twice as long each time, and not all clients at the same moment. */
function pauseAfter(attempt) {
  return Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
}
