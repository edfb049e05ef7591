import { type Body, toBody } from "./body.ts";
import { type RequestError, STATUS_OF_CODE } from "./errors.ts";

/** A request as Pipedream hands it to `run`. All of it is the caller's, so nothing is taken for granted. */
export interface HttpEvent {
  readonly method?: unknown;
  readonly path?: unknown;
  readonly headers?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly bodyRaw?: unknown;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** What follows the path, by name. */
  readonly query: unknown;
  readonly body: Body;
  /** A header by its name in lower case. */
  header(name: string): string | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Brings an event into one form, whatever the platform made of its path, headers and body. */
export function toHttpRequest(event: HttpEvent): HttpRequest {
  const header = (name: string) => findHeader(event.headers, name);
  return {
    method: typeof event.method === "string" ? event.method.toUpperCase() : "POST",
    path: typeof event.path === "string" ? normalisePath(event.path) : "/",
    query: event.query ?? {},
    body: toBody(event.body, event.bodyRaw, header),
    header,
  };
}

export function jsonResponse(
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): HttpResponse {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers },
    body: JSON.stringify(value),
  };
}

export function errorResponse({ code, message, issues, headers }: RequestError): HttpResponse {
  return jsonResponse(STATUS_OF_CODE[code], { error: { code, message, ...(issues && { issues }) } }, headers);
}

/** Trailing and doubled slashes do not matter. Split rather than matched, so that no path takes more than linear time. */
function normalisePath(path: string): string {
  return `/${path.split("/").filter(Boolean).join("/")}`;
}

/** Pipedream has brought the names into lower case, as a rule. */
function findHeader(headers: unknown, name: string): string | undefined {
  if (!isObject(headers)) return undefined;
  const named = headers as Readonly<Record<string, unknown>>;
  const value = named[name] ?? Object.entries(named).find(([other]) => other.toLowerCase() === name)?.[1];
  return typeof value === "string" ? value : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
