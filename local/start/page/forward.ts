import { Refusal } from "./guard.ts";

const TIMEOUT_MS = 30_000;

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Passes a request on to the source's own endpoint, as any caller would send it, and hands back its answer. */
export async function forward(url: string, body: Buffer, secret: string | undefined): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(secret && { "x-pd-secret": secret }) },
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const type = response.headers.get("content-type") ?? "text/plain; charset=utf-8";
    return { status: response.status, type, body: await response.text() };
  } catch {
    throw new Refusal(502, "The source's endpoint does not answer.");
  }
}
