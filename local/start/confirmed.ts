import { GetSubscriptionAttributesCommand } from "@aws-sdk/client-sns";
import { createAwsClients } from "../../common/aws/clients.ts";
import { readState } from "../../common/state.ts";
import type { LocalSource } from "../pipedream/source.ts";
import type { Cloud } from "./cloud.ts";
import { lastLogs } from "./last-logs.ts";
import { poll } from "./poll.ts";
import type { Print } from "./telling.ts";

const TIMEOUT_MS = 60_000;

/** Waits for what the activation did not wait for any longer. Throws if it does not come. */
export async function confirmed(
  source: LocalSource,
  { credentials, region }: Cloud,
  print: Print,
): Promise<void> {
  print("Waiting for SNS to reach the endpoint");
  const { sns } = createAwsClients(credentials, region, "standard");
  const { stacks, current } = readState(source.db);
  const SubscriptionArn = stacks.find(({ number }) => number === current)?.subscriptionArn;
  const isConfirmed = async () => {
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    return Attributes?.PendingConfirmation !== "true";
  };
  if (!(await poll(isConfirmed, Date.now() + TIMEOUT_MS))) {
    throw new Error(
      `SNS did not reach the endpoint within ${TIMEOUT_MS / 1_000} s: make sure that ${source.endpoint} leads to this machine, also for an AWS in a container. ${lastLogs(source)}`,
    );
  }
  print("Confirmed: SNS delivers to the endpoint.");
}
