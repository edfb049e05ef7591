import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { ApiCall, Intercept, Service } from "../call.ts";
import { AwsError } from "../errors.ts";
import { requirePermission } from "../iam/enforce.ts";
import type { Result, World } from "../world.ts";
import { dispatch } from "./dispatch.ts";
import { ConnectionLost, withFault } from "./fault.ts";
import { parseCall } from "./request.ts";
import { xmlError, xmlResult } from "./xml.ts";

/** One request, from its first byte to the last of its answer. */
export async function answer(
  world: World,
  intercept: () => Intercept | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.url === world.signer.certificatePath) {
    response.writeHead(200, { "content-type": "application/x-pem-file" }).end(world.signer.certificate);
    return;
  }
  const isJson = "x-amz-target" in request.headers;
  let service: Service = isJson ? "states" : "sns";
  let record: (ApiCall & { error?: string }) | undefined;
  try {
    const body = await text(request);
    const call: ApiCall = { ...parseCall(request, body), at: world.clock.now() };
    service = call.service;
    record = call;
    world.calls.push(call);
    const fault = intercept()?.(call) ?? {};
    const result = await withFault(world, call, fault, response, () => {
      requirePermission(world, call);
      return dispatch(world, call);
    });
    if (isJson) sendJson(response, 200, result ?? {});
    else if (prefersJson(request)) sendJson(response, 200, queryResult(call.action, result));
    else sendXml(response, 200, xmlResult(service, call.action, result));
  } catch (thrown) {
    if (thrown instanceof ConnectionLost) {
      if (record) record.error = "ConnectionLost";
      response.destroy();
      return;
    }
    const error = toAwsError(thrown);
    if (record) record.error = error.code;
    if (isJson) sendJson(response, error.status, { __type: error.code, message: error.message });
    else sendXml(response, error.status, xmlError(service, error));
  }
  if (record) world.callListeners.tell(record, "answered");
}

/** The Query APIs answer in JSON to whoever asks for it, such as axios of its own accord. */
function prefersJson({ headers }: IncomingMessage): boolean {
  return headers.accept?.startsWith("application/json") ?? false;
}

function queryResult(action: string, result: Result): Result {
  const metadata = { ResponseMetadata: { RequestId: randomUUID() } };
  return { [`${action}Response`]: { ...(result && { [`${action}Result`]: result }), ...metadata } };
}

function toAwsError(thrown: unknown): AwsError {
  if (thrown instanceof AwsError) return thrown;
  console.error("Local AWS failed:", thrown);
  return new AwsError(500, "InternalFailure", String(thrown));
}

function sendJson(response: ServerResponse, status: number, body: Result): void {
  send(response, status, "application/x-amz-json-1.0", JSON.stringify(body));
}

function sendXml(response: ServerResponse, status: number, body: string): void {
  send(response, status, "text/xml", body);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  // Node dates responses by a clock of its own, and the SDK repeats what fails while its time is another than the server's.
  const date = new Date().toUTCString();
  response.writeHead(status, { "content-type": type, "x-amzn-requestid": randomUUID(), date }).end(body);
}
