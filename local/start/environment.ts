import { devNull } from "node:os";

/** What the environment says about another AWS: what the README names, and no more. */
export interface AwsSettings {
  readonly endpoint: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly sessionToken: string | undefined;
  readonly region: string | undefined;
}

/**
 * Takes all settings of the AWS SDK out of the environment, and hides its files in `~/.aws`: a profile, an endpoint for one
 * service or FIPS would lead the run elsewhere. https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
export function takeAwsSettings(env: NodeJS.ProcessEnv): AwsSettings {
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION } = env;
  for (const name of Object.keys(env)) if (/^AWS_/i.test(name)) delete env[name];
  env.AWS_CONFIG_FILE = devNull;
  env.AWS_SHARED_CREDENTIALS_FILE = devNull;
  return {
    endpoint: AWS_ENDPOINT_URL?.trim() || undefined,
    accessKeyId: AWS_ACCESS_KEY_ID?.trim() || undefined,
    secretAccessKey: AWS_SECRET_ACCESS_KEY?.trim() || undefined,
    sessionToken: AWS_SESSION_TOKEN?.trim() || undefined,
    region: AWS_REGION?.trim() || undefined,
  };
}
