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

/** A request with the answer that it was given. */
export interface AnsweredRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

/** Answers one request once. */
export class Responder {
  readonly #response: ServerResponse;
  readonly #record: RequestRecord;
  readonly #onAnswered: (request: AnsweredRequest) => void;
  /** An answer that leaves at the end of the run. */
  #held: (() => void) | undefined;

  constructor(
    response: ServerResponse,
    record: RequestRecord,
    onAnswered: (request: AnsweredRequest) => void,
  ) {
    this.#response = response;
    this.#record = record;
    this.#onAnswered = onAnswered;
  }

  get isAnswered(): boolean {
    return this.#record.status !== undefined;
  }

  /** Counts the call of a component and takes the first one. False if it came too late. */
  respond({ status, headers = {}, body }: ResponseInit, leaves: "at-once" | "at-end"): boolean {
    this.#record.responded += 1;
    if (this.isAnswered || this.#held) return false;
    const isJson = typeof body === "object" && body !== null && !(body instanceof Uint8Array);
    const type =
      isJson && !hasContentType(headers) ? { "content-type": "application/json; charset=utf-8" } : {};
    const code = toStatus(status);
    const bytes = isJson ? JSON.stringify(body) : toBytes(body);
    const answer = () => this.answer(code, { ...type, ...headers }, bytes);
    if (leaves === "at-once") answer();
    else this.#held = answer;
    return true;
  }

  /** Answers with what is held back; false if there is nothing. */
  release(): boolean {
    this.#held?.();
    return this.#held !== undefined;
  }

  answer(
    status: number,
    headers: Readonly<Record<string, string>> = {},
    body: string | Uint8Array = "",
  ): void {
    this.#response.writeHead(status, headers).end(body);
    this.#record.status = status;
    const { method, path } = this.#record;
    this.#onAnswered({ method, path, status, body: Buffer.from(body).toString() });
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
