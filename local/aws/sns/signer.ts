import { createHash, createPrivateKey, sign } from "node:crypto";
import { generate } from "selfsigned";

export interface Signer {
  readonly certificate: string;
  readonly certificatePath: string;
  sign(signatureVersion: string, text: string): string;
}

let made: Promise<Signer> | undefined;

/** What SNS signs with: one key per process, since making one takes longer than anything else here. */
export function createSigner(): Promise<Signer> {
  made ??= makeSigner();
  return made;
}

async function makeSigner(): Promise<Signer> {
  const pems = await generate([{ name: "commonName", value: "sns.amazonaws.com" }], {
    keySize: 2048,
    algorithm: "sha256",
    notBeforeDate: new Date("2000-01-01T00:00:00Z"),
    notAfterDate: new Date("2100-01-01T00:00:00Z"),
  });
  const key = createPrivateKey(pems.private);
  const name = createHash("md5").update(pems.cert).digest("hex");
  return {
    certificate: pems.cert,
    certificatePath: `/SimpleNotificationService-${name}.pem`,
    sign(signatureVersion, text) {
      const algorithm = signatureVersion === "2" ? "RSA-SHA256" : "RSA-SHA1";
      return sign(algorithm, Buffer.from(text), key).toString("base64");
    },
  };
}
