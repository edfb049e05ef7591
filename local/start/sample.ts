import type { PublishedEvent } from "../pipedream/event-log.ts";
import type { LocalSource } from "../pipedream/source.ts";
import type { Display } from "./display.ts";
import { lastLogs } from "./last-logs.ts";
import type { StartOptions } from "./options.ts";
import { poll } from "./poll.ts";

/** How late the event may be before this gives up on it. */
const EVENT_TIMEOUT_MS = 60_000;

/** Schedules the sample task by a real request, and waits until its event is there or can no longer be hoped for. */
export async function scheduleSample(
  source: LocalSource,
  { secret, delaySeconds, message }: StartOptions,
  display: Display,
): Promise<string> {
  // A full second, which is what tasks are emitted at, so that the lateness shown is the lateness there is.
  const timestamp = new Date(Math.ceil(Date.now() / 1_000 + delaySeconds) * 1_000).toISOString();
  display.print(`POST ${source.endpoint}/schedule ${JSON.stringify({ timestamp, message })}`);
  const response = await fetch(`${source.url}/schedule`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(secret && { "x-pd-secret": secret }) },
    body: JSON.stringify({ timestamp, message }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`/schedule answered ${response.status}: ${text}`);
  display.print(`${response.status} ${text}`);
  const { executionArn } = JSON.parse(text) as { executionArn: string };
  await countDown(Date.parse(timestamp), source, executionArn, display);
  return executionArn;
}

async function countDown(
  due: number,
  source: LocalSource,
  executionArn: string,
  display: Display,
): Promise<void> {
  const seconds = () => Math.max(0, Math.ceil((due - Date.now()) / 1_000));
  display.begin(`Due in ${seconds()} s`);
  await poll(async () => {
    display.update(seconds() > 0 ? `Due in ${seconds()} s` : "Due. Waiting for the event");
    return eventOf(source, executionArn) !== undefined;
  }, due + EVENT_TIMEOUT_MS);
}

/** Shows the event, and how late it was. */
export function showEvent(source: LocalSource, executionArn: string, display: Display): void {
  const event = eventOf(source, executionArn);
  if (!event)
    throw new Error(`No event within ${EVENT_TIMEOUT_MS / 1_000} s of its time. ${lastLogs(source)}`);
  const payload = event.e as { timestamp: string };
  const lateMs = Number(event.id.split("-")[0]) - Date.parse(payload.timestamp);
  display.done(`Emitted ${lateMs} ms after it was due:`);
  display.print(JSON.stringify(payload, null, 2));
}

function eventOf(source: LocalSource, executionArn: string): PublishedEvent | undefined {
  return source.events.find(({ e }) => (e as { executionArn?: string }).executionArn === executionArn);
}
