import type { ServerResponse } from "node:http";

/** What `this.http.respond` takes. */
export interface ResponseInit {
  readonly status: number | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One request to a source, for tests to look at. */
export interface RequestRecord {
  readonly method: string;
  readonly path: string;
  /** Undefined until it is answered. */
  status: number | undefined;
  /** How many times the component called `respond`: once is right. */
  responded: number;
}

/** Answers one request once. */
export class Responder {
  readonly #response: ServerResponse;
  readonly #record: RequestRecord;

  constructor(response: ServerResponse, record: RequestRecord) {
    this.#response = response;
    this.#record = record;
  }

  get isAnswered(): boolean {
    return this.#record.status !== undefined;
  }

  /** Counts the call of a component and lets the first one through. False if it came too late. */
  respond({ status, headers = {}, body }: ResponseInit): boolean {
    this.#record.responded += 1;
    if (this.isAnswered) return false;
    const isJson = typeof body === "object" && body !== null && !(body instanceof Uint8Array);
    const type =
      isJson && !hasContentType(headers) ? { "content-type": "application/json; charset=utf-8" } : {};
    this.answer(toStatus(status), { ...type, ...headers }, isJson ? JSON.stringify(body) : toBytes(body));
    return true;
  }

  answer(
    status: number,
    headers: Readonly<Record<string, string>> = {},
    body: string | Uint8Array = "",
  ): void {
    this.#response.writeHead(status, headers).end(body);
    this.#record.status = status;
  }
}

/** Pipedream tolerates "200". A 1xx is never the final answer of HTTP. */
function toStatus(status: unknown): number {
  const number = Number(status);
  if (Number.isInteger(number) && number >= 200 && number <= 599) return number;
  throw new TypeError(`respond takes an HTTP status as its "status", not ${String(status)}`);
}

function hasContentType(headers: object): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
}

function toBytes(body: unknown): string | Uint8Array {
  if (body instanceof Uint8Array) return body;
  return body === undefined || body === null ? "" : String(body);
}
