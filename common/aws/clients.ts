import { IAMClient } from "@aws-sdk/client-iam";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { accountProblem } from "./account.ts";
import { type SnsEndpoint, snsEndpoint } from "./sns-endpoint.ts";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The keys alone, of whatever an account comes with. */
export function pickCredentials({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Credentials {
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

/** The clients of one account and region. */
export interface AwsClients {
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly iam: IAMClient;
  /** Where SNS is for them. Found once, for it is needed at each delivery. */
  snsEndpoint(): Promise<SnsEndpoint>;
}

/**
 * How a throttled call is repeated. A hook has minutes, and "adaptive" finds the rate that AWS bears. It does so by
 * letting every call of the client wait, without bound, so it is not for requests: their callers are told to come again.
 */
export type RetryMode = "adaptive" | "standard";

/** No AWS account is connected to the source, or its keys are malformed. */
export class NoAccountError extends Error {
  override readonly name = "NoAccountError";
}

/** Makes the clients; whoever does so keeps them, for they hold connections. Throws `NoAccountError` without usable keys. */
export function createAwsClients(
  account: Credentials | undefined,
  region: string,
  retryMode: RetryMode,
): AwsClients {
  const problem = accountProblem(account);
  if (!account || problem) throw new NoAccountError(problem);
  const config = {
    region,
    credentials: pickCredentials(account),
    retryMode,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    // No middleware is added to a client later, so what a command passes through is put together once.
    cacheMiddleware: true,
  };
  const sns = new SNSClient(config);
  let endpoint: Promise<SnsEndpoint> | undefined;
  return {
    sfn: new SFNClient(config),
    sns,
    iam: new IAMClient(config),
    snsEndpoint() {
      endpoint ??= snsEndpoint(sns);
      return endpoint;
    },
  };
}
