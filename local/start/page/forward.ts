import type { IncomingMessage } from "node:http";
import { readBody } from "../../pipedream/body.ts";
import { Refusal } from "./guard.ts";

const TIMEOUT_MS = 30_000;

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Passes a request on to the source's own endpoint, as any caller would send it, and hands back its answer. */
export async function forward(
  { url }: { readonly url: string },
  path: string,
  request: IncomingMessage,
): Promise<Answer> {
  const body = await readBody(request);
  if (!body) throw new Refusal(413, "The message is too large.");
  const secret = request.headers["x-pd-secret"];
  try {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(typeof secret === "string" && { "x-pd-secret": secret }),
      },
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const type = response.headers.get("content-type") ?? "text/plain; charset=utf-8";
    return { status: response.status, type, body: await response.text() };
  } catch {
    throw new Refusal(502, "The source's endpoint does not answer.");
  }
}
