import type { RequestListener, ServerResponse } from "node:http";
import { isAuthorized } from "./api-key.ts";
import type { Deployment } from "./deployment.ts";
import { splitTarget } from "./event.ts";
import { eventSummaries } from "./event-summaries.ts";
import { streamEvents } from "./sse.ts";

/** Pages of any origin may call, since what lets a caller in is the key. What Pipedream says to them is not documented. */
const CORS = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization" };

/** The part of Pipedream's REST API that reads a source, and its event stream. Only the owner's key opens it. The rest is the page's. */
export function apiListener(
  sources: ReadonlyMap<string, Deployment>,
  apiKey: string,
  page?: RequestListener,
): RequestListener {
  return (request, response) => {
    const { path, search } = splitTarget(request.url ?? "/");
    if (page && !/^\/(v1|sources)(\/|$)/.test(path)) return page(request, response);
    const [, id = "", view] = /^(?:\/v1)?\/sources\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    const isVersioned = path.startsWith("/v1/");
    // The stream is the one address that Pipedream documents without a version.
    const isKnown = id !== "" && (view === "sse" ? !isVersioned : isVersioned);
    for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    if (!isKnown) return sendJson(response, 404, { error: "not found" });
    if (!isAuthorized(request.headers.authorization, apiKey)) {
      return sendJson(response, 401, { error: "unauthorized: send the API key as a bearer token" });
    }
    const source = sources.get(id);
    if (!source) return sendJson(response, 404, { error: "record not found" });
    if (request.method !== "GET") return sendJson(response, 405, { error: "method not allowed" });
    if (view === "sse") return streamEvents(request, response, source.events);
    if (view === undefined) return sendJson(response, 200, { data: describe(source) });
    if (view !== "event_summaries") return sendJson(response, 404, { error: "not found" });
    const summaries = eventSummaries(source.events.kept, new URLSearchParams(search));
    if (summaries) sendJson(response, 200, summaries);
    else sendJson(response, 400, { error: "limit must be an integer from 1 to 100" });
  };
}

/** Neither props nor db nor endpoint: these are secrets or lead to them. */
function describe({ id, component, status, createdAt }: Deployment): object {
  return {
    id,
    name: component.name ?? id,
    active: status === "active",
    created_at: Math.floor(createdAt / 1000),
  };
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify(value));
}
