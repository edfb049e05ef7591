import { IAMClient } from "@aws-sdk/client-iam";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The keys alone, of whatever an account comes with. */
export function pickCredentials({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Credentials {
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

export interface AwsClients {
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly iam: IAMClient;
}

const cache = new Map<string, AwsClients>();

/**
 * How a throttled call is repeated. A hook has minutes, and "adaptive" finds the rate that AWS bears. It does so by
 * letting every call of the client wait, without bound, so it is not for requests: their callers are told to come again.
 */
export type RetryMode = "adaptive" | "standard";

/** The clients of one account and region: made once per process, so that requests share their connections. */
export function awsClients(account: Credentials, region: string, retryMode: RetryMode): AwsClients {
  const { accessKeyId, secretAccessKey, sessionToken } = account;
  const key = `${accessKeyId} ${secretAccessKey} ${sessionToken} ${region} ${retryMode}`;
  const cached = cache.get(key);
  if (cached) return cached;
  const config = {
    region,
    credentials: pickCredentials(account),
    retryMode,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    // No middleware is added to a client later, so what a command passes through is put together once.
    cacheMiddleware: true,
  };
  const clients = { sfn: new SFNClient(config), sns: new SNSClient(config), iam: new IAMClient(config) };
  cache.set(key, clients);
  return clients;
}
