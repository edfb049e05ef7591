import { type KeyObject, X509Certificate } from "node:crypto";
import { parseArn } from "../aws/arn.ts";
import type { SnsEndpoint } from "../aws/sns-endpoint.ts";
import { describeError, notReady, RequestError } from "../errors.ts";
import { fetchText } from "./fetch.ts";

const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;

/** What is needed of a certificate for each message. Reading it anew takes longer than all else but the verification. */
interface SigningCertificate {
  /** Of the endpoint at which it is. */
  readonly origin: string;
  readonly publicKey: KeyObject;
  readonly validFrom: number;
  readonly validTo: number;
}

const cache = new Map<string, SigningCertificate>();
const CACHE_SIZE = 20;

/** The certificate that signed a message of the topic, if it is SNS's own. Throws otherwise, or when it cannot be had now. */
export async function signingCertificate(
  url: string,
  topicArn: string,
  endpoint: SnsEndpoint,
  { fetch, now }: { fetch: typeof globalThis.fetch; now: () => number },
): Promise<SigningCertificate> {
  const kept = cache.get(url);
  const isKept = kept?.origin === endpoint.origin;
  const certificate = isKept ? kept : await fetchSnsCertificate(url, topicArn, endpoint, fetch);
  requireInDate(certificate, now());
  if (!isKept) keep(url, certificate);
  return certificate;
}

function keep(url: string, certificate: SigningCertificate): void {
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(url, certificate);
}

/**
 * Exactly the SNS endpoint of the topic's region. A pattern such as `sns.*.amazonaws.com` would let a bucket pass.
 * https://spaceraccoon.dev/exploiting-improper-validation-amazon-simple-notification-service/
 */
export function requireTrustedUrl(text: string, { origin, isOverride }: SnsEndpoint): void {
  if (isOverride ? isOnOverride(text, origin) : isOnSns(text, origin)) return;
  const reason = "its certificate is not at the SNS endpoint of the topic's region";
  throw untrusted(reason, new Error(`${text.slice(0, 200)} is not at ${origin}`));
}

/** The text itself is compared, so nothing is left to how a URL is read: no port, query, user info or dot segments. */
function isOnSns(text: string, origin: string): boolean {
  return text.startsWith(`${origin}/`) && CERTIFICATE_PATH.test(text.slice(origin.length));
}

function isOnOverride(text: string, origin: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.origin === origin && !url.username && !url.password;
}

/** Its address and its subject are looked at once: it is kept for this address at this endpoint. */
async function fetchSnsCertificate(
  url: string,
  topicArn: string,
  endpoint: SnsEndpoint,
  fetch: typeof globalThis.fetch,
): Promise<SigningCertificate> {
  requireTrustedUrl(url, endpoint);
  const certificate = await fetchCertificate(url, fetch);
  // The subject of an emulator's certificate is the emulator's own.
  if (!endpoint.isOverride) requireSnsSubject(certificate, topicArn, endpoint);
  const { publicKey, validFrom, validTo } = certificate;
  const { origin } = endpoint;
  return { origin, publicKey, validFrom: Date.parse(validFrom), validTo: Date.parse(validTo) };
}

/** What a front door answers that has too much to do, in place of what lies behind it. */
const PASSING = [403, 408, 429];

async function fetchCertificate(url: string, fetch: typeof globalThis.fetch): Promise<X509Certificate> {
  const { status, text } = await fetchText(fetch, url);
  if (status >= 500 || PASSING.includes(status)) {
    throw notReady(`The certificate of SNS cannot be fetched now: ${status}.`);
  }
  try {
    if (status === 200) return new X509Certificate(text);
  } catch (cause) {
    throw untrusted(`its certificate cannot be read (${describeError(cause)})`);
  }
  throw untrusted("its certificate does not exist");
}

function requireInDate({ validFrom, validTo }: SigningCertificate, now: number): void {
  if (now < validFrom || now > validTo) throw untrusted("its certificate is out of date");
}

/** The names AWS issues them for: default, opt-in regions, China, GovCloud, and the endpoint's own for the rest. */
function requireSnsSubject(certificate: X509Certificate, topicArn: string, { origin }: SnsEndpoint): void {
  const { region } = parseArn(topicArn);
  const { hostname } = new URL(origin);
  const names = [
    "sns.amazonaws.com",
    "sns-us-gov-west-1.amazonaws.com",
    hostname,
    hostname.replace("sns.", "sns-signing."),
    hostname.replace(`sns.${region}`, `sns-${region}`),
  ];
  if (!names.some((name) => certificate.checkHost(name, { wildcards: false }))) {
    throw untrusted("its certificate is not one of SNS");
  }
}

/** The cause is for the log, the reason for the sender too. */
export function untrusted(reason: string, cause?: unknown): RequestError {
  return new RequestError("untrusted_message", `The message is not accepted: ${reason}.`, { cause });
}
