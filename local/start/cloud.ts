import type { Credentials } from "../../common/aws/clients.ts";
import { startLocalAws } from "../aws/server.ts";
import { UsageError } from "./options.ts";

/** The AWS that the source runs on. */
export interface Cloud {
  readonly description: string;
  readonly credentials: Credentials;
  readonly region: string;
  /** Whether it ends with this process, with all that it holds. */
  readonly isLocal: boolean;
  close(): Promise<void>;
}

/** The AWS of the environment if one is named there or a public URL lets it reach us; else one of our own. */
export async function openCloud(env: NodeJS.ProcessEnv, publicUrl: string | undefined): Promise<Cloud> {
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || "us-east-1";
  const endpoint = env.AWS_ENDPOINT_URL;
  if (endpoint && !/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : "")) {
    throw new UsageError("AWS_ENDPOINT_URL takes the URL of an AWS, for example: http://localhost:4566");
  }
  if (endpoint || publicUrl) {
    const description = endpoint ? `the AWS at ${endpoint}` : `AWS itself, ${region}`;
    const credentials = environmentCredentials(env);
    return { description, credentials, region, isLocal: false, close: async () => {} };
  }
  const aws = await startLocalAws();
  // The SDK reads it; so the source runs unchanged.
  env.AWS_ENDPOINT_URL = aws.url;
  return {
    description: `a local AWS at ${aws.url}`,
    credentials: { accessKeyId: "AKIALOCALLOCALLOCAL1", secretAccessKey: "local" },
    region,
    isLocal: true,
    close: () => aws.close(),
  };
}

function environmentCredentials(env: NodeJS.ProcessEnv): Credentials {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (!accessKeyId || !secretAccessKey) {
    throw new UsageError(
      "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to the keys for that AWS (an emulator takes any, such as test and test)",
    );
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}
