import { GetSubscriptionAttributesCommand } from "@aws-sdk/client-sns";
import { createAwsClients } from "../../common/aws/clients.ts";
import { readState } from "../../common/state.ts";
import component from "../../sources/new-scheduled-tasks/new-scheduled-tasks.ts";
import type { Component } from "../pipedream/component.ts";
import { type LocalPipedream, startLocalPipedream } from "../pipedream/host.ts";
import { type LocalSource, ObservationError } from "../pipedream/source.ts";
import { type Cloud, openCloud } from "./cloud.ts";
import type { Display } from "./display.ts";
import { onFreePort } from "./free-port.ts";
import { lastLogs } from "./last-logs.ts";
import type { StartOptions } from "./options.ts";
import { pageHandler } from "./page/handler.ts";
import { poll } from "./poll.ts";
import { scheduleSample, showEvent } from "./sample.ts";

const CONFIRMATION_TIMEOUT_MS = 60_000;
/** Where the page is, so that it can stay open from one run to the next. */
const PAGE_PORT = 4_100;

/** What is up, and has to be taken down in the end, last first. */
export type CleanUps = (() => Promise<void>)[];

export interface Running {
  readonly pipedream: LocalPipedream;
  readonly source: LocalSource;
  readonly executionArn: string;
}

/** Brings everything up, schedules the sample task and sees it emitted. `cleanUps` grows with what it brings up. */
export async function run(options: StartOptions, display: Display, cleanUps: CleanUps): Promise<Running> {
  const cloud = await openCloud(process.env, options.publicUrl);
  cleanUps.push(cloud.close);
  const pipedream = await open(cloud, display);
  cleanUps.push(pipedream.close);
  display.print(`The page of the source: ${pipedream.apiUrl}/`);
  const source = await deploy(pipedream, cloud, options, display, cleanUps);
  await confirmed(source, cloud, display);
  const executionArn = await scheduleSample(source, options, display);
  showEvent(source, executionArn, display);
  return { pipedream, source, executionArn };
}

function open({ credentials }: Cloud, display: Display): Promise<LocalPipedream> {
  const page = pageHandler(credentials);
  return onFreePort((apiPort) => startLocalPipedream({ apiPort, page }), PAGE_PORT, display);
}

async function deploy(
  pipedream: LocalPipedream,
  { description, credentials, region, isLocal }: Cloud,
  { secret, port, publicUrl }: StartOptions,
  display: Display,
  cleanUps: CleanUps,
): Promise<LocalSource> {
  display.begin(
    `Activating the source: it creates a role, a state machine, a topic and a subscription on ${description}`,
  );
  const deployed = (port: number) =>
    pipedream.deploy({
      component: component as Component,
      props: { aws: { $auth: credentials }, region, ...(secret && { secret }) },
      port,
      ...(publicUrl && { publicUrl }),
    });
  const deploying = onFreePort(deployed, port, display);
  cleanUps.push(() => remove(deploying, isLocal, display));
  const source = await deploying;
  display.done(`Activated. Endpoint: ${source.endpoint}`);
  return source;
}

/** Deletes the source, also if its activation is still going on or has failed. */
async function remove(deploying: Promise<LocalSource>, isLocal: boolean, display: Display): Promise<void> {
  const source = await deploying.catch((error) =>
    error instanceof ObservationError ? error.source : undefined,
  );
  if (!source) return;
  display.begin("Deactivating the source: it deletes what it has created");
  await source.delete();
  const { stacks } = readState(source.db);
  if (stacks.length === 0) return display.done("Deactivated. Nothing is left.");
  if (isLocal) return display.done("Deactivated. What was pending ends with this local AWS.");
  display.fail(`Deactivated, but something is left. ${lastLogs(source)}`);
}

async function confirmed(
  source: LocalSource,
  { credentials, region }: Cloud,
  display: Display,
): Promise<void> {
  display.begin("Waiting for SNS to have its subscription confirmed");
  const { sns } = createAwsClients(credentials, region, "standard");
  const SubscriptionArn = readState(source.db).stacks.find(
    (stack) => stack.region === region,
  )?.subscriptionArn;
  const isConfirmed = async () => {
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    return Attributes?.PendingConfirmation !== "true";
  };
  if (!(await poll(isConfirmed, Date.now() + CONFIRMATION_TIMEOUT_MS))) {
    throw new Error(
      `SNS has not had its subscription confirmed within ${CONFIRMATION_TIMEOUT_MS / 1_000} s. Can it reach ${source.endpoint}? ${lastLogs(source)}`,
    );
  }
  display.done("Confirmed. The source is ready.");
}
