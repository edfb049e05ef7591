import type { PublishedEvent } from "../pipedream/event-log.ts";
import type { LocalSource } from "../pipedream/source.ts";
import { lastLogs } from "./last-logs.ts";
import type { StartOptions } from "./options.ts";
import { poll } from "./poll.ts";
import { latenessOf, type Print } from "./telling.ts";

/** How late the event may be before this gives up on it. */
const EVENT_TIMEOUT_MS = 60_000;

/** Schedules the sample task by a real request, and shows its event. Throws if it does not come. */
export async function showSample(source: LocalSource, options: StartOptions, print: Print): Promise<void> {
  const { secret, delaySeconds, message } = options;
  // Tasks are emitted at full seconds, so the time is one: the lateness shown is then all that there is.
  const due = Math.ceil(Date.now() / 1_000 + delaySeconds) * 1_000;
  const body = JSON.stringify({ timestamp: new Date(due).toISOString(), message });
  print(`POST ${source.endpoint}/schedule ${body}`);
  const response = await fetch(`${source.url}/schedule`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(secret && { "x-pd-secret": secret }) },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The source answered ${response.status} to /schedule: ${text}`);
  print(`${response.status} ${text}`);
  const { executionArn } = JSON.parse(text) as { executionArn: string };
  print(`Due in ${Math.max(0, Math.ceil((due - Date.now()) / 1_000))} s`);
  const event = () => eventOf(source, executionArn);
  await poll(async () => event() !== undefined, due + EVENT_TIMEOUT_MS);
  show(event(), source, print);
}

function show(event: PublishedEvent | undefined, source: LocalSource, print: Print): void {
  if (!event) throw new Error(`No event came within ${EVENT_TIMEOUT_MS / 1_000} s. ${lastLogs(source)}`);
  print(`Emitted ${latenessOf(event)} ms after it was due:`);
  print(JSON.stringify(event.e, null, 2));
}

function eventOf({ events }: LocalSource, executionArn: string): PublishedEvent | undefined {
  return events.find(({ e }) => (e as { executionArn?: string }).executionArn === executionArn);
}
