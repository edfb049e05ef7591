import { randomUUID } from "node:crypto";
import Builder from "fast-xml-builder";
import type { Service } from "../call.ts";
import type { AwsError } from "../errors.ts";
import type { Result } from "../world.ts";

const builder = new Builder({ format: true, ignoreAttributes: false });

const NAMESPACES = {
  sns: "http://sns.amazonaws.com/doc/2010-03-31/",
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
  states: "",
} satisfies Record<Service, string>;

export function xmlResult(service: Service, action: string, result: Result): string {
  return builder.build({
    [`${action}Response`]: {
      "@_xmlns": NAMESPACES[service],
      ...(result && { [`${action}Result`]: result }),
      ResponseMetadata: { RequestId: randomUUID() },
    },
  });
}

export function xmlError(service: Service, { status, code, message }: AwsError): string {
  return builder.build({
    ErrorResponse: {
      "@_xmlns": NAMESPACES[service],
      Error: { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message },
      RequestId: randomUUID(),
    },
  });
}
