import https from "node:https";
import { Readable } from "node:stream";
import type { Captured } from "./capture.ts";

const SNS = "https://sns.us-east-1.amazonaws.com";

/**
 * Makes the messages of the local AWS look like those of AWS: their certificate has the address it has there. (That
 * address is not signed.) From then on this process finds the certificate there, and no other AWS than the real one.
 */
export async function asOnAws(messages: readonly Captured[], awsUrl: string): Promise<Captured[]> {
  const certificateUrl = messages[0]?.body.SigningCertURL ?? "";
  const certificate = await (await fetch(certificateUrl)).text();
  delete process.env.AWS_ENDPOINT_URL;
  serveCertificate(certificate);
  return messages.map(({ headers, raw }) => {
    const moved = raw.replaceAll(`"${awsUrl}/`, `"${SNS}/`);
    return { headers, raw: moved, body: JSON.parse(moved) };
  });
}

/** To whoever fetches it: ours by `fetch`, sns-validator by `https.get`. */
function serveCertificate(certificate: string): void {
  globalThis.fetch = async () => new Response(certificate);
  https.get = ((_url: string, onResponse: (response: object) => void) => {
    onResponse(Object.assign(Readable.from([certificate], { objectMode: false }), { statusCode: 200 }));
    return { on: () => {} };
  }) as unknown as typeof https.get;
}
