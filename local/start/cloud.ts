import type { Credentials } from "../../common/aws/clients.ts";
import { type LocalAws, startLocalAws } from "../aws/server.ts";
import type { Snapshot } from "../aws/snapshot/take.ts";
import type { AwsSettings } from "./environment.ts";
import { UsageError } from "./usage.ts";

/** The AWS that the source runs on. */
export interface Cloud {
  /** As in "on the local AWS". */
  readonly name: string;
  readonly credentials: Credentials;
  readonly region: string;
  /** The AWS of this process, which ends with it. */
  readonly local?: LocalAws;
}

const DEFAULT_REGION = "us-east-1";
const LOCAL_CREDENTIALS = { accessKeyId: "AKIALOCALLOCALLOCAL1", secretAccessKey: "local" };

/** Whether the settings, or a public URL by which AWS can reach this machine, ask for another AWS than the local one. */
export function wantsOtherAws({ endpoint }: AwsSettings, publicUrl: string | undefined): boolean {
  return endpoint !== undefined || publicUrl !== undefined;
}

/** An AWS of our own, which the SDK is led to. It goes on from the snapshot, if there is one. */
export async function openLocalAws(snapshot: Snapshot | undefined): Promise<Required<Cloud>> {
  const local = await startLocalAws(snapshot && { snapshot });
  process.env.AWS_ENDPOINT_URL = local.url;
  return { name: "the local AWS", credentials: LOCAL_CREDENTIALS, region: DEFAULT_REGION, local };
}

/** The AWS that the settings name. Throws a `UsageError` if one of them is missing or malformed. */
export function otherAws(settings: AwsSettings): Cloud {
  const { endpoint, region = DEFAULT_REGION } = settings;
  if (endpoint && !/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : "")) {
    throw new UsageError("AWS_ENDPOINT_URL takes the URL of an AWS, for example: http://localhost:4566");
  }
  if (!/^[a-z]+(-[a-z]+)+-\d+$/.test(region)) {
    throw new UsageError(
      `AWS_REGION takes the code of a region, for example: us-east-1. It is ${JSON.stringify(region)}`,
    );
  }
  if (endpoint) process.env.AWS_ENDPOINT_URL = endpoint;
  const name = endpoint ? `the AWS at ${endpoint}` : "AWS";
  return { name, credentials: requireKeys(settings), region };
}

function requireKeys({ accessKeyId, secretAccessKey, sessionToken }: AwsSettings): Credentials {
  if (!accessKeyId || !secretAccessKey) {
    throw new UsageError(
      "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to the keys for that AWS (an emulator takes any, such as test and test)",
    );
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}
