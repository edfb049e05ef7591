import { describeError, notReady } from "../errors.ts";

const TIMEOUT_MS = 5_000;
const LIMIT_BYTES = 64 * 1_024;

export interface FetchedText {
  readonly status: number;
  readonly text: string;
}

/** Fetches a small text. Follows no redirect, and is bounded in time and size; what fails on the way is worth another try. */
export async function fetchText(fetch: typeof globalThis.fetch, url: string): Promise<FetchedText> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > LIMIT_BYTES) throw new Error(`more than ${LIMIT_BYTES} bytes`);
      chunks.push(chunk);
    }
    return { status: response.status, text: Buffer.concat(chunks).toString() };
  } catch (cause) {
    throw notReady(`SNS could not be reached (${describeError(cause)}).`, 5, cause);
  }
}
