import { toLogLine } from "../../common/log-line.ts";
import type { PublishedEvent } from "../pipedream/event-log.ts";
import type { LogEntry } from "../pipedream/logs.ts";
import type { AnsweredRequest } from "../pipedream/responder.ts";

export type Print = (text: string) => void;

/** Tells what happens to the source, a line each. */
export interface Teller {
  request(request: AnsweredRequest): void;
  event(event: PublishedEvent): void;
  log(entry: LogEntry): void;
  /** It is silent before the one and after the other. */
  start(): void;
  stop(): void;
}

export interface TellerOptions {
  readonly isQuiet: boolean;
  /** Where the clock can be moved, the time alone says too little. */
  readonly showsDate: boolean;
}

export function createTeller(print: Print, { isQuiet, showsDate }: TellerOptions): Teller {
  let isTelling = false;
  const tell = (text: string) => {
    if (!isTelling) return;
    const [date, time] = toLocalTime(Date.now());
    print(`${showsDate ? `${date} ` : ""}${time}  ${toLogLine(text)}`);
  };
  return {
    request: ({ method, path, status, body }) => tell(`${method} ${path}  ${status}  ${body}`),
    event: (event) => tell(toEventLine(event)),
    log(entry) {
      if (entry.k === "error") tell(`Error: ${entry.err.message}`);
      else if (entry.k === "log" && entry.level === "error") tell(`Error: ${entry.msg}`);
      else if (entry.k === "log" && entry.level === "warn") tell(`Warning: ${entry.msg}`);
    },
    start() {
      isTelling = !isQuiet;
    },
    stop() {
      isTelling = false;
    },
  };
}

/** How late the event of a task was published, in ms. Undefined for an event of another kind. */
export function latenessOf({ e, indexedAtMs }: PublishedEvent): number | undefined {
  const due = Date.parse(String((e as { timestamp?: unknown } | null)?.timestamp));
  return Number.isNaN(due) ? undefined : indexedAtMs - due;
}

function toEventLine(event: PublishedEvent): string {
  const { message, id } = event.e as { message?: unknown; id?: string };
  const late = latenessOf(event);
  const task = id === undefined ? "Event" : `Event of ${id}`;
  return `${task}${late === undefined ? "" : `, ${late} ms late`}: ${JSON.stringify(message)}`;
}

function toLocalTime(ms: number): [date: string, time: string] {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString();
  return [local.slice(0, 10), local.slice(11, 19)];
}
