import { requireExactJson } from "./body.ts";
import type { Context } from "./context.ts";
import {
  describeError,
  methodNotAllowed,
  notFound,
  type RequestError,
  secretRequired,
  toRequestError,
} from "./errors.ts";
import { errorResponse, type HttpRequest, type HttpResponse, jsonResponse } from "./http.ts";
import { toLogLine } from "./log-line.ts";
import { receive } from "./sns/receive.ts";
import { cancel } from "./tasks/cancel.ts";
import { list } from "./tasks/list.ts";
import { reschedule } from "./tasks/reschedule.ts";
import { schedule } from "./tasks/schedule.ts";
import { requireSecret } from "./tasks/secret.ts";
import { show } from "./tasks/show.ts";

type Handler = (request: HttpRequest, context: Context) => Promise<HttpResponse>;

const ROUTES: Readonly<Record<string, Handler>> = {
  "/": root,
  "/schedule": posted(schedule),
  "/cancel": posted(cancel),
  "/reschedule": posted(reschedule),
  "/tasks": read((request, context) => list(request.query, context)),
};

/** Of a path below it, the rest names a task. */
const TASK_PATH = /^\/tasks\/([^/]+)$/;

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
  const name = TASK_PATH.exec(request.path)?.[1];
  if (name !== undefined) return read(() => show(name, context))(request, context);
  const handler = Object.hasOwn(ROUTES, request.path) ? ROUTES[request.path] : undefined;
  if (!handler) {
    throw notFound("There is nothing here. Try POST /schedule or POST /cancel; GET / lists the rest.");
  }
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
  reschedule: "POST /reschedule",
  tasks: "GET /tasks",
};

/** Nothing is said about a request before its secret is checked. */
function posted(handle: (body: unknown, context: Context) => Promise<HttpResponse>): Handler {
  return async (request, context) => {
    requireSecret(request, context.secret);
    // Samples in circulation name no method, and axios then sends GET with the body.
    if (request.method !== "POST" && request.body.kind !== "json") throw methodNotAllowed("POST");
    return handle(requireExactJson(request.body), context);
  };
}

/** What waits is shown to those who have the secret, so there has to be one. */
function read(handle: Handler): Handler {
  return async (request, context) => {
    if (context.secret === undefined) throw secretRequired();
    requireSecret(request, context.secret);
    if (request.method !== "GET" && request.method !== "HEAD") throw methodNotAllowed("GET, HEAD");
    return handle(request, context);
  };
}
