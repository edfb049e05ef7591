import type { IncomingMessage, ServerResponse } from "node:http";
import type { EventLog, PublishedEvent } from "./event-log.ts";

const KEEP_ALIVE_MS = 15_000;
const HANDSHAKE = ":sse-handshake\n\n";

/** Streams each event as it is published; with `Last-Event-ID` first those of the kept ones that were missed. */
export function streamEvents(request: IncomingMessage, response: ServerResponse, events: EventLog): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.write(HANDSHAKE);
  const lastEventId = request.headers["last-event-id"];
  const missed = typeof lastEventId === "string" ? events.keptAfter(lastEventId) : [];
  for (const event of missed) response.write(toMessage(event));
  const unsubscribe = events.subscribe({
    onEvent: (event) => response.write(toMessage(event)),
    onEnd: () => response.end(),
  });
  const keepAlive = setInterval(() => response.write(HANDSHAKE), KEEP_ALIVE_MS);
  keepAlive.unref();
  response.once("close", () => {
    unsubscribe();
    clearInterval(keepAlive);
  });
}

/** JSON has no line breaks of its own, so it is one `data` line. */
function toMessage({ e, k, ts, id, sum }: PublishedEvent): string {
  return `id: ${id}\ndata: ${JSON.stringify({ e, k, ts, id, sum })}\n\n`;
}
