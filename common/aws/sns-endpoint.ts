import { ListTopicsCommand, type SNSClient } from "@aws-sdk/client-sns";

/** Where SNS is, to the SDK. */
export interface SnsEndpoint {
  /** `https://sns.us-east-1.amazonaws.com`, say, without a trailing slash. */
  readonly origin: string;
  /** Whether the owner has pointed the SDK at another AWS (`AWS_ENDPOINT_URL`). */
  readonly isOverride: boolean;
}

/** The SNS endpoint of the client's region, exactly as the SDK resolves it. No request is sent. */
export async function snsEndpoint(sns: SNSClient): Promise<SnsEndpoint> {
  const origin = await originOfRequests(sns);
  const region = await sns.config.region();
  return { origin, isOverride: !isAws(sns, region, origin) };
}

/** FIPS and dual-stack endpoints are AWS's own. */
function isAws(sns: SNSClient, Region: string, origin: string): boolean {
  const variants = [false, true].flatMap((UseFIPS) =>
    [false, true].map((UseDualStack) => ({ UseFIPS, UseDualStack })),
  );
  return variants.some((variant) => {
    try {
      return sns.config.endpointProvider({ Region, ...variant }).url.origin === origin;
    } catch {
      return false; // The partition has no endpoint of this kind.
    }
  });
}

interface Addressed {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
}

/**
 * Lets the SDK address a request, and reads the address instead of sending it. Only the SDK knows all the places an
 * override may come from (variables, the shared config file), and exports no function that tells.
 */
async function originOfRequests(sns: SNSClient): Promise<string> {
  const command = new ListTopicsCommand({});
  let address: Addressed | undefined;
  command.middlewareStack.add(
    () => async (args) => {
      address = args.request as Addressed;
      return { output: { $metadata: {} }, response: undefined };
    },
    { step: "build", name: "readAddressInsteadOfSending" },
  );
  await command.resolveMiddleware(sns.middlewareStack, sns.config, {})(command);
  if (!address) throw new Error("The SDK did not address the request");
  const { protocol, hostname, port } = address;
  return new URL(`${protocol}//${hostname}${port ? `:${port}` : ""}`).origin;
}
