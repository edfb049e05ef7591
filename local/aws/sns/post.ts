import { request as httpRequest, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import type { TimeOut } from "./time-out.ts";

export type Outcome = { readonly status: number } | { readonly error: string; readonly isTimeout: boolean };

/** One POST. Redirects are not followed; every attempt has a connection of its own. */
export async function post(
  endpoint: string,
  headers: OutgoingHttpHeaders,
  body: string,
  { ms, signal, cancel }: TimeOut,
): Promise<Outcome> {
  const send = endpoint.startsWith("https:") ? httpsRequest : httpRequest;
  const outcome = await new Promise<Outcome>((resolve) => {
    const request = send(endpoint, { method: "POST", headers, agent: false, signal }, (response) => {
      response.resume();
      response.on("error", () => {});
      resolve({ status: response.statusCode ?? 0 });
    });
    request.on("error", (error) => {
      const isTimeout = signal.aborted;
      resolve({ error: isTimeout ? `No answer within ${ms} ms` : error.message, isTimeout });
    });
    request.end(body);
  });
  cancel();
  return outcome;
}
