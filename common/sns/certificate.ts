import { X509Certificate } from "node:crypto";
import { parseArn } from "../aws/arn.ts";
import type { SnsEndpoint } from "../aws/sns-endpoint.ts";
import type { Context } from "../context.ts";
import { describeError, notReady, untrusted } from "../errors.ts";
import type { SigningCertificate } from "../memory.ts";
import { fetchText } from "./fetch.ts";

const CERTIFICATE_PATH = /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;

/** The certificate that signed a message of the topic, if it is SNS's own. Throws otherwise, or when it cannot be had now. */
export async function signingCertificate(
  url: string,
  topicArn: string,
  endpoint: SnsEndpoint,
  { fetch, now, memory: { certificates } }: Pick<Context, "fetch" | "now" | "memory">,
): Promise<SigningCertificate> {
  requireTrustedUrl(url, endpoint);
  const key = `${endpoint.origin} ${url}`;
  // Messages that come at the same time wait for one fetch.
  const pending = certificates.get(key) ?? fetchSnsCertificate(url, topicArn, endpoint, fetch);
  certificates.set(key, pending);
  try {
    const certificate = await pending;
    requireInDate(certificate, now());
    return certificate;
  } catch (error) {
    certificates.delete(key);
    throw error;
  }
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
  return url?.origin === origin && !/[?#]/.test(text) && !url.username && !url.password;
}

async function fetchSnsCertificate(
  url: string,
  topicArn: string,
  endpoint: SnsEndpoint,
  fetch: typeof globalThis.fetch,
): Promise<SigningCertificate> {
  const certificate = await fetchCertificate(url, fetch);
  // The subject of an emulator's certificate is the emulator's own.
  if (!endpoint.isOverride) requireSnsSubject(certificate, topicArn, endpoint);
  const { publicKey, validFrom, validTo } = certificate;
  return { publicKey, validFrom: Date.parse(validFrom), validTo: Date.parse(validTo) };
}

/** Statuses a load balancer returns under load; worth a retry. */
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
