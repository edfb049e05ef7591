import { request as httpRequest, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";

export type Outcome = { readonly status: number } | { readonly error: string; readonly isTimeout: boolean };

/** One POST. Redirects are not followed; every attempt has a connection of its own. */
export function post(
  endpoint: string,
  headers: OutgoingHttpHeaders,
  body: string,
  timeoutMs: number,
): Promise<Outcome> {
  const send = endpoint.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const request = send(endpoint, { method: "POST", headers, agent: false, signal }, (response) => {
      response.resume();
      response.on("error", () => {});
      resolve({ status: response.statusCode ?? 0 });
    });
    request.on("error", (error) => {
      const isTimeout = signal.aborted;
      resolve({ error: isTimeout ? `No answer within ${timeoutMs} ms` : error.message, isTimeout });
    });
    request.end(body);
  });
}
