import type { IncomingMessage } from "node:http";

export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** Who signed, and for which region and service, out of a SigV4 Authorization header. The signature is not checked. */
export function credentialScope(request: IncomingMessage): CredentialScope | undefined {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request/.exec(
    request.headers.authorization ?? "",
  );
  const [, accessKeyId, region, service] = scope ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}
