import type { IncomingMessage } from "node:http";
import type { Call, Service } from "../call.ts";
import { AwsError } from "../errors.ts";
import { credentialScope } from "./credentials.ts";
import { parseQuery } from "./query.ts";

const SERVICES_BY_VERSION = new Map<string, Service>([
  ["2010-03-31", "sns"],
  ["2010-05-08", "iam"],
]);

/** The links in SNS messages are followed by people and machines without credentials. */
const UNSIGNED_ACTIONS = new Set(["ConfirmSubscription", "Unsubscribe"]);

/** Which call a request makes. AWS JSON names it in a header, the Query protocol in the form or the URL. */
export function parseCall(request: IncomingMessage, body: string): Call {
  const target = /^AWSStepFunctions\.(\w+)$/.exec(String(request.headers["x-amz-target"] ?? ""))?.[1];
  return target ? parseJsonCall(request, target, body) : parseQueryCall(request, body);
}

function parseJsonCall(request: IncomingMessage, action: string, body: string): Call {
  const scope = credentialScope(request);
  if (!scope) throw new AwsError(400, "MissingAuthenticationTokenException", "Missing Authentication Token");
  return {
    service: "states",
    action,
    input: parseObject(body),
    region: scope.region,
    accessKeyId: scope.accessKeyId,
    session: sessionOf(request),
  };
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Answered below, like JSON of another kind.
  }
  throw new AwsError(400, "SerializationException", "The request body is no JSON object");
}

function parseQueryCall(request: IncomingMessage, body: string): Call {
  const url = new URL(request.url ?? "/", "http://localhost");
  const parameters = request.method === "GET" ? url.searchParams : new URLSearchParams(body);
  const action = parameters.get("Action");
  if (!action) throw new AwsError(404, "UnknownOperationException", "The request names no action");
  const scope = credentialScope(request);
  const version = parameters.get("Version") ?? "2010-03-31";
  const service = SERVICES_BY_VERSION.get(version);
  if (!service) throw new AwsError(400, "NoSuchVersion", `There is no version ${version}`);
  if (!scope && !(service === "sns" && UNSIGNED_ACTIONS.has(action))) {
    throw new AwsError(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
  }
  const input = parseQuery(parameters);
  return {
    service,
    action,
    input,
    region: scope?.region ?? regionOfArn(input),
    accessKeyId: scope?.accessKeyId,
    session: sessionOf(request),
  };
}

function sessionOf({ headers }: IncomingMessage): string | undefined {
  const token = headers["x-amz-security-token"];
  return typeof token === "string" ? token : undefined;
}

/** An unsigned link names no region; on AWS the host does, here the ARN in it must. */
function regionOfArn(input: Record<string, unknown>): string {
  return String(input.TopicArn ?? input.SubscriptionArn ?? "").split(":")[3] ?? "";
}
