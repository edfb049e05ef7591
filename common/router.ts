import { requireExactJson } from "./body.ts";
import type { Context } from "./context.ts";
import { describeError, methodNotAllowed, notFound, type RequestError, toRequestError } from "./errors.ts";
import { errorResponse, type HttpRequest, type HttpResponse, jsonResponse } from "./http.ts";
import { toLogLine } from "./log-line.ts";
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
    context.log.warn(toLogLine(`${request.method} ${request.path}: ${describeRefusal(refusal)}`));
    return errorResponse(refusal);
  }
}

function describeRefusal({ code, message, cause }: RequestError): string {
  return cause === undefined ? `${code}. ${message}` : `${code}. ${message} ${describeError(cause)}`;
}

function route(request: HttpRequest, context: Context): Promise<HttpResponse> {
  const handler = Object.hasOwn(ROUTES, request.path) ? ROUTES[request.path] : undefined;
  if (!handler) throw notFound("There is nothing here. Try POST /schedule or POST /cancel.");
  return handler(request, context);
}

async function root(request: HttpRequest, context: Context): Promise<HttpResponse> {
  switch (request.method) {
    case "POST":
      return receive(request, context);
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
    return handle(requireExactJson(request.body), context);
  };
}
