import { createHash, timingSafeEqual } from "node:crypto";

/** Compares hashes, which have one length, in constant time. */
export function isAuthorized(authorization: string | undefined, apiKey: string): boolean {
  return timingSafeEqual(sha256(authorization ?? ""), sha256(`Bearer ${apiKey}`));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
