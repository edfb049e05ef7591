import { timingSafeEqual } from "node:crypto";
import { whyUnseen } from "../body.ts";
import { invalidSecret } from "../errors.ts";
import { sha256 } from "../hash.ts";
import type { HttpRequest } from "../http.ts";

/**
 * Lets a request pass if the source has no secret, or if it carries the secret in one of the three places for it. Blanks
 * around it do not count, on either side. A secret of blanks alone lets nobody in.
 */
export function requireSecret(request: HttpRequest, secret: string | undefined): void {
  if (secret === undefined) return;
  const expected = secret.trim();
  const hash = sha256(expected);
  const isPresented = presentedSecrets(request).some((presented) => isHashOf(hash, presented.trim()));
  if (expected === "" || !isPresented) throw invalidSecret(whyUnseen(request.body));
}

function presentedSecrets({ body, header }: HttpRequest): string[] {
  const inBody = body.kind === "json" ? (body.value as { secret?: unknown } | null)?.secret : undefined;
  const bearer = /^bearer\s(.+)$/i.exec(header("authorization") ?? "")?.[1];
  const inHeaders = [header("x-pd-secret"), bearer].filter((presented) => presented !== undefined);
  const places = [inBody, ...inHeaders, ...inHeaders.map(fromUtf8)];
  return places.filter((presented): presented is string => typeof presented === "string");
}

/** Node reads headers as Latin-1, but curl sends what was typed, as a rule in UTF-8. */
function fromUtf8(header: string): string | undefined {
  const bytes = Buffer.from(header, "latin1");
  return bytes.toString("latin1") === header ? bytes.toString() : undefined;
}

/** Compares hashes, in constant time: neither content nor length of the secret shows in how long it takes. */
function isHashOf(hash: string, presented: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(presented)), Buffer.from(hash));
}
