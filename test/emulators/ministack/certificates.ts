import { randomUUID } from "node:crypto";
import type { Boto } from "../boto.ts";

const Bucket = "certificates";

/**
 * Has MiniStack itself serve a certificate, for a source fetches certificates from no other address than that of its AWS.
 * Resolves to its URL.
 */
export async function serveCertificate(boto: Boto, url: string, certificate: string): Promise<string> {
  const Key = `${randomUUID()}.pem`;
  await boto.call("s3", "create_bucket", { Bucket });
  await boto.call("s3", "put_object", { Bucket, Key, Body: certificate });
  await boto.call("s3", "delete_public_access_block", { Bucket });
  const anybodyMayRead = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` },
    ],
  };
  await boto.call("s3", "put_bucket_policy", { Bucket, Policy: JSON.stringify(anybodyMayRead) });
  return `${url}/${Bucket}/${Key}`;
}
