import { ListTopicsCommand, type SNSClient } from "@aws-sdk/client-sns";

/** Where SNS is, to the SDK. */
export interface SnsEndpoint {
  /** `https://sns.us-east-1.amazonaws.com`, say, without a trailing slash. */
  readonly origin: string;
  /** Whether the owner has pointed the SDK at another AWS (`AWS_ENDPOINT_URL`). */
  readonly isOverride: boolean;
}

const cache = new WeakMap<SNSClient, Promise<SnsEndpoint>>();

/** The SNS endpoint of the client's region, exactly as the SDK resolves it. No request is sent. */
export function snsEndpoint(sns: SNSClient): Promise<SnsEndpoint> {
  const cached = cache.get(sns) ?? resolve(sns);
  cache.set(sns, cached);
  return cached;
}

async function resolve(sns: SNSClient): Promise<SnsEndpoint> {
  const origin = await originOfRequests(sns);
  const region = await sns.config.region();
  const { url } = sns.config.endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false });
  return { origin, isOverride: origin !== url.origin };
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
