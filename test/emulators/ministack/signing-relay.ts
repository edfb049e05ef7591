import { createPrivateKey, sign } from "node:crypto";
import { generate } from "selfsigned";
import { type Listener, listen } from "../../../local/pipedream/listener.ts";

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html */
const SIGNED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: [
    "Message",
    "MessageId",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
  ],
};

export interface SigningKey {
  /** PEM. */
  readonly certificate: string;
  sign(text: string): string;
}

export async function createSigningKey(): Promise<SigningKey> {
  const pems = await generate([{ name: "commonName", value: "sns.amazonaws.com" }], { keySize: 2048 });
  const key = createPrivateKey(pems.private);
  return {
    certificate: pems.cert,
    sign: (text) => sign("RSA-SHA1", Buffer.from(text), key).toString("base64"),
  };
}

export interface SigningRelay extends Listener {
  /** The messages as they came from MiniStack. */
  readonly unsigned: readonly Readonly<Record<string, string>>[];
}

/** Stands between MiniStack and a source: signs what MiniStack leaves unsigned, changes nothing else, hands the answer back. */
export async function startSigningRelay(
  key: SigningKey,
  certificateUrl: string,
  target: string,
): Promise<SigningRelay> {
  const unsigned: Record<string, string>[] = [];
  const listener = await listen(0, async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += chunk;
    const message: Record<string, string> = JSON.parse(text);
    unsigned.push(message);
    const headers = new Headers({ "content-type": String(request.headers["content-type"]) });
    headers.set("x-amz-sns-message-type", String(request.headers["x-amz-sns-message-type"]));
    const body = JSON.stringify(signed(message, key, certificateUrl));
    try {
      const answer = await fetch(target, { method: "POST", headers, body });
      response.writeHead(answer.status).end(await answer.text());
    } catch {
      // The source has been deleted, or closed the connection.
      response.writeHead(502).end();
    }
  });
  return { ...listener, unsigned };
}

function signed(message: Readonly<Record<string, string>>, key: SigningKey, SigningCertURL: string) {
  const fields = (SIGNED_FIELDS[message.Type ?? ""] ?? []).filter((field) => message[field] !== undefined);
  const text = fields.map((field) => `${field}\n${message[field]}\n`).join("");
  return { ...message, Signature: key.sign(text), SigningCertURL };
}
