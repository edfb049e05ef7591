import { NoAccountError } from "./aws/clients.ts";
import { explain } from "./aws/explain.ts";
import { isAwsError, isPassing, isThrottled } from "./aws/failures.ts";

/** Every code that an error response can carry, and the HTTP status it travels with. `swagger.yaml` lists the same. */
export const STATUS_OF_CODE = {
  invalid_json: 400,
  invalid_request: 400,
  invalid_secret: 401,
  untrusted_message: 403,
  secret_required: 403,
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

const retryAfter = (seconds: number) => ({ "retry-after": String(seconds) });

/** A problem that passes: the caller (or SNS, which repeats after any 5xx) should try again. */
export function notReady(message: string, retryAfterSeconds = 5, cause?: unknown): RequestError {
  return new RequestError("not_ready", message, { headers: retryAfter(retryAfterSeconds), cause });
}

export function notFound(message: string): RequestError {
  return new RequestError("not_found", message);
}

export function methodNotAllowed(allow: string): RequestError {
  return new RequestError("method_not_allowed", `Use ${allow}.`, { headers: { allow } });
}

export function invalidJson(problem: string): RequestError {
  const advice = "Send a JSON object in UTF-8, with Content-Type: application/json.";
  return new RequestError("invalid_json", `${problem} ${advice}`);
}

export function invalidRequest(issues: readonly Issue[]): RequestError {
  const list = issues.map(({ path, message }) => (path ? `${path} ${message}` : message)).join("; ");
  return new RequestError("invalid_request", `The request is not valid: ${list}`, { issues });
}

/** The policy does not allow a call that the request cannot do without. */
export function notPermitted(action: string): RequestError {
  return new RequestError("aws_error", `AWS refused the call: the policy of the AWS user lacks ${action}.`);
}

export function secretRequired(): RequestError {
  return new RequestError("secret_required", "Tasks are only shown by a source that has a secret.");
}

/** `hint` is a sentence on why a secret in the body was not seen. */
export function invalidSecret(hint: string | undefined): RequestError {
  const places = "Send it as the body's field secret, or as the header x-pd-secret or Authorization: Bearer.";
  const message = `The secret is missing or wrong. ${places}${hint ? ` ${hint}` : ""}`;
  return new RequestError("invalid_secret", message);
}

export function executionNotFound(message: string): RequestError {
  return new RequestError("execution_not_found", message);
}

export function alreadyFinished(verb: "cancel" | "reschedule", reason: string): RequestError {
  return new RequestError("already_finished", `It is too late to ${verb} this task: ${reason}.`);
}

export function idInUse(): RequestError {
  return new RequestError(
    "id_in_use",
    "This id is taken: its task is pending, or ran or was cancelled within the last 90 days. Choose another id, or /reschedule it.",
  );
}

/** A message that SNS did not sign for us. The cause is for the log, the reason for the sender too. */
export function untrusted(reason: string, cause?: unknown): RequestError {
  return new RequestError("untrusted_message", `The message is not accepted: ${reason}.`, { cause });
}

/** What any error means to whoever made the request. */
export function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof NoAccountError) return notReady(`${error.message}.`, 60);
  if (isAwsError(error)) return toAwsRequestError(error);
  return new RequestError("internal_error", "Something went wrong. See the source's log.", {
    cause: error,
  });
}

function toAwsRequestError(cause: Error): RequestError {
  if (isThrottled(cause)) {
    const message = "AWS has too many requests. Try again in a few seconds.";
    return new RequestError("throttled", message, { headers: retryAfter(10), cause });
  }
  const reason = [cause.name, explain(cause)].filter(Boolean).join(": ");
  const headers = isPassing(cause) ? retryAfter(10) : {};
  return new RequestError("aws_error", `AWS refused or failed the call (${reason}).`, { headers, cause });
}

/** What went wrong, for a log line: name and message, no stack. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
