import { isAwsError, toAwsFailure } from "./aws/failures.ts";
import type { Context } from "./context.ts";
import { describeError, RequestError } from "./errors.ts";
import { type Body, errorResponse, type HttpRequest, type HttpResponse, jsonResponse } from "./http.ts";
import { receive } from "./sns/receive.ts";
import { cancel } from "./tasks/cancel.ts";
import { schedule } from "./tasks/schedule.ts";
import { requireSecret } from "./tasks/secret.ts";

type Handler = (request: HttpRequest, context: Context) => Promise<HttpResponse>;

const ROUTES: Readonly<Record<string, Handler>> = {
  "/": root,
  "/schedule": guarded(schedule),
  "/cancel": guarded(cancel),
};

/** The response to any request, also when the code throws. */
export async function answer(request: HttpRequest, context: Context): Promise<HttpResponse> {
  try {
    return await route(request, context);
  } catch (error) {
    const refusal = toRequestError(error);
    context.log.warn(oneLine(`${request.method} ${request.path}: ${describeRefusal(refusal)}`));
    return errorResponse(refusal);
  }
}

function route(request: HttpRequest, context: Context): Promise<HttpResponse> {
  const handler = Object.hasOwn(ROUTES, request.path) ? ROUTES[request.path] : undefined;
  if (!handler)
    throw new RequestError("not_found", "There is nothing here. Try POST /schedule or POST /cancel.");
  return handler(request, context);
}

async function root(request: HttpRequest, context: Context): Promise<HttpResponse> {
  switch (request.method) {
    case "POST":
      return receive(requireJson(request.body), context);
    case "GET":
    case "HEAD":
      return jsonResponse(200, DESCRIPTION);
    default:
      throw methodNotAllowed("GET, HEAD, POST");
  }
}

const DESCRIPTION = {
  name: "AWS Task Scheduler",
  schedule: "POST /schedule {timestamp, message, id?, secret?}",
  cancel: "POST /cancel {executionArn | id, secret?}",
};

/** Nothing is said about a request before its secret is checked. */
function guarded(handle: (body: unknown, context: Context) => Promise<HttpResponse>): Handler {
  return async (request, context) => {
    requireSecret(request, context.secret);
    // Samples in circulation name no method, and axios then sends GET with the body.
    if (request.method !== "POST" && request.body.kind !== "json") throw methodNotAllowed("POST");
    return handle(requireJson(request.body), context);
  };
}

function requireJson(body: Body): unknown {
  if (body.kind === "json") return body.value;
  const problem = body.kind === "absent" ? "The request has no body." : "The body is not valid JSON.";
  throw new RequestError(
    "invalid_json",
    `${problem} Send a JSON object, with Content-Type: application/json.`,
  );
}

function methodNotAllowed(allow: string): RequestError {
  return new RequestError("method_not_allowed", `Use ${allow}.`, { headers: { allow } });
}

function describeRefusal({ code, message, cause }: RequestError): string {
  return cause === undefined ? `${code}. ${message}` : `${code}. ${message} ${describeError(cause)}`;
}

/** Callers have a say in what is logged, but not in where a line ends. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 1_000);
}

function toRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  if (isAwsError(error)) return toAwsRequestError(error);
  return new RequestError("internal_error", "Something went wrong here. See the logs of the source.", {
    cause: error,
  });
}

function toAwsRequestError(cause: Error): RequestError {
  const { kind, name, action } = toAwsFailure(cause);
  const headers = { "retry-after": "10" };
  if (kind === "throttled") {
    return new RequestError("throttled", "AWS has too many requests. Try again in a few seconds.", {
      headers,
      cause,
    });
  }
  const reason = action ? `${name}: the policy of the AWS user lacks ${action}` : name;
  return new RequestError("aws_error", `AWS refused or failed the call (${reason}).`, { headers, cause });
}
