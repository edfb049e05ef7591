import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { createAwsClients } from "../../common/aws/clients.ts";
import { hasInvalidKeys, isDenied } from "../../common/aws/failures.ts";
import type { Cloud } from "./cloud.ts";
import type { AwsSettings } from "./environment.ts";
import { UsageError } from "./usage.ts";

/** Asks that AWS one thing before anything is made there. Throws a `UsageError` if it does not answer as it should. */
export async function requireAnswer(
  { credentials, region }: Cloud,
  { endpoint }: AwsSettings,
): Promise<void> {
  const { sns } = createAwsClients(credentials, region, "standard");
  try {
    const { Topics, $metadata } = await sns.send(new ListTopicsCommand({}));
    // The SDK makes something of any answer with status 200.
    if (!Topics && !$metadata.requestId) throw Object.assign(new Error("Not from SNS"), { $metadata });
  } catch (error) {
    // No policy has to allow this call: that AWS says so shows that it knows the keys.
    if (!isDenied(error)) throw new UsageError(problemOf(error, region, endpoint));
  } finally {
    sns.destroy();
  }
}

/** One sentence on what to do. */
export function problemOf(error: unknown, region: string, endpoint: string | undefined): string {
  if (hasInvalidKeys(error)) {
    return `AWS does not accept the keys in ${region}: correct AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, if they are temporary, AWS_SESSION_TOKEN, or enable that region in the account`;
  }
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (endpoint) {
    return status
      ? `${endpoint} answers ${status} instead of what SNS would: correct AWS_ENDPOINT_URL, or look at the log of that AWS`
      : `Nothing answers at ${endpoint}: start the AWS there, or correct AWS_ENDPOINT_URL`;
  }
  if (status)
    return `AWS answers ${status} in ${region}: try again in some minutes, or in another AWS_REGION`;
  const { code } = error as { code?: unknown };
  return code === "ENOTFOUND"
    ? `AWS has no region ${region}, or this machine has no network: correct AWS_REGION, or connect the machine`
    : `AWS does not answer in ${region}: connect this machine to the internet, or try again`;
}
