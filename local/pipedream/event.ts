import type { IncomingMessage } from "node:http";
import { parseBody } from "./body.ts";

/** What `run` is called with for an HTTP request. */
export interface SourceEvent {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyRaw: string;
  readonly body: unknown;
  readonly client_ip: string;
  readonly url: string;
}

export function toEvent(request: IncomingMessage, body: Buffer, endpoint: string): SourceEvent {
  const { path, search } = splitTarget(request.url ?? "/");
  const bodyRaw = body.toString("utf8");
  return {
    method: request.method ?? "GET",
    path,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers: toHeaders(request),
    bodyRaw,
    body: parseBody(bodyRaw, request.headers["content-type"]),
    client_ip: (request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
    url: `${endpoint}${path}${search}`,
  };
}

/** A client may also send the whole URL as its target, as it would to a proxy. */
export function splitTarget(target: string): { path: string; search: string } {
  const [path = "", ...query] = target.replace(/^https?:\/\/[^/?]*/i, "").split("?");
  return {
    path: path.startsWith("/") ? path : `/${path}`,
    search: query.length > 0 ? `?${query.join("?")}` : "",
  };
}

/** Node has made the names lower-case already, as Pipedream does. */
function toHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value = ""]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
}
