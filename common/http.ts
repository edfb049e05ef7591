import { invalidJson, type RequestError, STATUS_OF_CODE } from "./errors.ts";

/** A request as Pipedream hands it to `run`. All of it is the caller's, so nothing is taken for granted. */
export interface HttpEvent {
  readonly method?: unknown;
  readonly path?: unknown;
  readonly headers?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly bodyRaw?: unknown;
}

export type Body =
  | { readonly kind: "absent" }
  | { readonly kind: "text" }
  | { readonly kind: "json"; readonly value: unknown };

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
    body: toBody(event.body, event.bodyRaw, header("content-type")),
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

/** The JSON value of a body. Throws `invalid_json` where there is none. */
export function requireJson(body: Body): unknown {
  if (body.kind === "json") return body.value;
  throw invalidJson(body.kind === "absent" ? "The request has no body." : "The body is not valid JSON.");
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

/**
 * Pipedream parses JSON whatever its content type says; SNS sends it as text/plain, and curl as a form unless told
 * otherwise. Should the platform take such a body for text or a form, its raw text is still JSON.
 */
function toBody(body: unknown, bodyRaw: unknown, contentType = ""): Body {
  const isForm = contentType.startsWith("application/x-www-form-urlencoded");
  if (isObject(body) && !isForm) return { kind: "json", value: body };
  const raw = typeof bodyRaw === "string" && bodyRaw.trim() !== "" ? bodyRaw : undefined;
  const texts = [raw, body].filter((text): text is string => typeof text === "string" && text.trim() !== "");
  for (const text of texts) {
    const value = parseJson(text);
    if (value !== undefined) return { kind: "json", value };
  }
  if (texts.length > 0) return { kind: "text" };
  if (body === undefined || body === null || typeof body === "string") return { kind: "absent" };
  return { kind: "json", value: body };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
