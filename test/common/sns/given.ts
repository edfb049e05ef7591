import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { generate } from "selfsigned";
import { type HttpRequest, toHttpRequest } from "../../../common/http.ts";
import type { Confirmation, Notification, SnsMessage } from "../../../common/sns/message.ts";
import { stringToSign } from "../../../common/sns/signature.ts";
import { EXECUTION_ARN, NOW, STACK } from "../given.ts";

export const CERTIFICATE_URL =
  "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";

export interface Signer {
  readonly pem: string;
  sign<M extends SnsMessage>(message: M): M;
}

export const givenKeys = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });

/** To make keys takes a while, and what a certificate says does not depend on them. */
const KEYS = givenKeys();

/** A key with a certificate of that name, as AWS would have one. */
export async function givenSigner(
  commonName = "sns.amazonaws.com",
  years: [number, number] = [2000, 2100],
  keyPair = KEYS,
): Promise<Signer> {
  const [from, to] = years;
  const pair = await generate([{ name: "commonName", value: commonName }], {
    keyPair,
    algorithm: "sha256",
    notBeforeDate: new Date(Date.UTC(from, 0)),
    notAfterDate: new Date(Date.UTC(to, 0)),
  });
  const key = createPrivateKey(pair.private);
  return {
    pem: pair.cert,
    sign: (message) => {
      const algorithm = message.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
      const signature = sign(algorithm, Buffer.from(stringToSign(message)), key);
      return { ...message, Signature: signature.toString("base64") };
    },
  };
}

const common = {
  MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
  TopicArn: STACK.topicArn,
  Timestamp: new Date(NOW).toISOString(),
  SignatureVersion: "2",
  Signature: "",
  SigningCertURL: CERTIFICATE_URL,
} as const;

export const task = { timestamp: "2026-11-23T12:00:00.000Z", message: { name: "Luke" } };

export const notification: Notification = {
  ...common,
  Type: "Notification",
  Message: JSON.stringify({ executionArn: EXECUTION_ARN, task }),
};

export const confirmation: Confirmation = {
  ...common,
  Type: "SubscriptionConfirmation",
  Message: "You have chosen to subscribe",
  SubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${STACK.topicArn}&Token=abc`,
  Token: "abc",
};

export const unsubscribeConfirmation: Confirmation = { ...confirmation, Type: "UnsubscribeConfirmation" };

/** A message as SNS posts it: JSON that says it is text, and that Pipedream has parsed. */
export function posted(message: unknown, headers: Record<string, string> = {}): HttpRequest {
  return toHttpRequest({
    method: "POST",
    path: "/",
    headers: { "content-type": "text/plain; charset=UTF-8", ...headers },
    body: message,
  });
}

/** A `fetch` that serves this text at every URL, and remembers which were asked for. */
export function givenFetch(text: string, init: ResponseInit = {}) {
  const urls: string[] = [];
  const fetch = async (url: string | URL | Request) => {
    urls.push(String(url));
    return new Response(text, init);
  };
  return Object.assign(fetch as typeof globalThis.fetch, { urls });
}
