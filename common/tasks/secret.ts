import { createHash, timingSafeEqual } from "node:crypto";
import { RequestError } from "../errors.ts";
import type { HttpRequest } from "../http.ts";

/** Lets a request pass if the source has no secret, or if it carries the secret in one of the three places for it. */
export function requireSecret(request: HttpRequest, secret: string | undefined): void {
  if (secret === undefined) return;
  if (presentedSecrets(request).some((presented) => isSame(presented, secret))) return;
  throw new RequestError(
    "invalid_secret",
    "The secret is missing or wrong. Send it as the body's field secret, or as the header x-pd-secret or Authorization: Bearer.",
  );
}

function presentedSecrets({ body, header }: HttpRequest): string[] {
  const inBody = body.kind === "json" ? (body.value as { secret?: unknown } | null)?.secret : undefined;
  const bearer = /^Bearer +(.+)$/i.exec(header("authorization") ?? "")?.[1];
  const places = [inBody, header("x-pd-secret"), bearer];
  return places.filter((presented): presented is string => typeof presented === "string");
}

/** Compares hashes, in constant time: neither content nor length of the secret shows in how long it takes. */
function isSame(presented: string, secret: string): boolean {
  return timingSafeEqual(sha256(presented), sha256(secret));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
