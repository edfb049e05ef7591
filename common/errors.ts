/** Every code that an error response can carry, and the HTTP status it travels with. `swagger.yaml` lists the same. */
export const STATUS_OF_CODE = {
  invalid_json: 400,
  invalid_request: 400,
  invalid_secret: 401,
  untrusted_message: 403,
  not_found: 404,
  execution_not_found: 404,
  method_not_allowed: 405,
  id_in_use: 409,
  already_finished: 409,
  message_too_large: 413,
  throttled: 429,
  internal_error: 500,
  aws_error: 502,
  not_ready: 503,
} as const;

export type ErrorCode = keyof typeof STATUS_OF_CODE;

/** What is wrong with one field of a request. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

interface RequestErrorDetails {
  readonly issues?: readonly Issue[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A request that cannot be served. Its message is for the caller, so it never holds a secret or an AWS internal. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly code: ErrorCode;
  readonly issues: readonly Issue[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, { issues, headers = {}, cause }: RequestErrorDetails = {}) {
    super(message, { cause });
    this.code = code;
    this.issues = issues;
    this.headers = headers;
  }
}

/** A problem that passes: the caller (or SNS, which repeats after any 5xx) should try again. */
export function notReady(message: string, retryAfterSeconds = 5, cause?: unknown): RequestError {
  return new RequestError("not_ready", message, {
    headers: { "retry-after": String(retryAfterSeconds) },
    cause,
  });
}

/** What went wrong, for a log line: name and message, no stack. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
