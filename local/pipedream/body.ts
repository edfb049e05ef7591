import type { IncomingMessage } from "node:http";

/** Pipedream's limit for the body of a request: 512 KB. */
export const BODY_LIMIT_BYTES = 524_288;

/** Undefined if the body is too large; then it is read to its end nonetheless, so that the client sees the answer. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  return bytes > BODY_LIMIT_BYTES ? undefined : Buffer.concat(chunks);
}

/** Pipedream tries JSON whatever the content type says: SNS sends its JSON as text/plain, curl as a form. */
export function parseBody(raw: string, contentType = ""): unknown {
  if (raw === "") return undefined;
  try {
    return JSON.parse(raw);
  } catch {
    const isForm = contentType.toLowerCase().startsWith("application/x-www-form-urlencoded");
    return isForm ? Object.fromEntries(new URLSearchParams(raw)) : raw;
  }
}
