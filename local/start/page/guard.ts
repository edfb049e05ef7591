import type { IncomingHttpHeaders } from "node:http";

/** A request that the page does not serve, and why. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface GuardedRequest {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Lets only this machine's own browser pages through. Any website can send requests to loopback, and by DNS rebinding
 * under a host name of its own; so the name must be loopback's, and what changes something must come from the page itself.
 */
export function requireOwnPage(request: GuardedRequest, port: number): void {
  const { method = "GET", headers } = request;
  if (!isLoopback(headers.host, port)) throw new Refusal(403, "Open the page by its loopback address.");
  if (method === "GET" || method === "HEAD") return;
  if (method !== "POST") throw new Refusal(405, "Send this by GET or POST.");
  if (headers.origin === undefined) throw new Refusal(403, "Only the page itself may send this.");
  requireNoOtherSite(request);
}

/** Lets programs of this machine through as well, which send no origin. */
export function requireThisMachine(request: GuardedRequest, port: number): void {
  if (!isLoopback(request.headers.host, port)) {
    throw new Refusal(403, "Send this to the loopback address.");
  }
  requireNoOtherSite(request);
}

/** Browsers name the site that sends something, and ask before they send JSON to another one. */
function requireNoOtherSite({ headers }: GuardedRequest): void {
  const { host, origin = `http://${host}`, "sec-fetch-site": site = "same-origin" } = headers;
  const isSameOrigin = origin === `http://${host}` && site === "same-origin";
  if (!isSameOrigin) throw new Refusal(403, "Only the page itself may send this.");
  if (!isJson(headers["content-type"])) throw new Refusal(415, "Send JSON, as application/json.");
}

/** What is answered from the source must not be read by other sites; without CORS headers browsers see to that too. */
export function requireNotCrossSite({ headers }: GuardedRequest): void {
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return;
  throw new Refusal(403, "Only the page itself may read this.");
}

/** Nothing is loaded from elsewhere, nothing runs inline, nobody frames it, and nothing is kept. */
export const SECURITY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};

function isLoopback(host: string | undefined, port: number): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].some((name) => host?.toLowerCase() === `${name}:${port}`);
}

function isJson(contentType = ""): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType);
}
