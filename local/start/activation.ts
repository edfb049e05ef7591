import { readState } from "../../common/state.ts";
import component from "../../sources/new-scheduled-tasks/new-scheduled-tasks.ts";
import type { Component } from "../pipedream/component.ts";
import type { LocalPipedream } from "../pipedream/host.ts";
import { type LocalSource, ObservationError } from "../pipedream/source.ts";
import { confirmed } from "./confirmed.ts";
import { onFreePort, onThatPort } from "./free-port.ts";
import type { Session } from "./session.ts";

/** A source whose activation may still be under way. */
export interface Activation {
  readonly id: string;
  /** The source, also after an activation that has failed; undefined if there is none. */
  readonly settled: Promise<LocalSource | undefined>;
  isSettled: boolean;
  readonly source: Promise<LocalSource>;
}

/** Begins to activate the source of the session, under that id. */
export function startActivation(pipedream: LocalPipedream, id: string, session: Session): Activation {
  const { cloud, folder, options, print } = session;
  const { secret, port, publicUrl } = options;
  const kept = folder?.contents?.source;
  print(
    `Activating ${id}: it creates a topic, a role, a state machine and a subscription on ${cloud.name}, in ${cloud.region}`,
  );
  const open = (port: number) =>
    pipedream.deploy({
      component: component as Component,
      props: { aws: { $auth: cloud.credentials }, region: cloud.region, ...(secret && { secret }) },
      port,
      ...(publicUrl && { publicUrl }),
      ...(kept ? { kept } : { componentId: id }),
    });
  const source = publicUrl ? onThatPort(open, port) : onFreePort(open, port, print);
  const settled = source.catch((error) => (error instanceof ObservationError ? error.source : undefined));
  const activation: Activation = { id, source, settled, isSettled: false };
  settled.then(() => {
    activation.isSettled = true;
  });
  return activation;
}

/** Waits until SNS delivers to the source. Throws an `Error` that says what went wrong. */
export async function whenReady(activation: Activation, { cloud, print }: Session): Promise<LocalSource> {
  const source = await activation.source.catch((error) => {
    throw error instanceof ObservationError ? new Error(reasonOf(error)) : error;
  });
  print(`Activated. Endpoint: ${source.endpoint}`);
  if (readState(source.db).stacks.some(({ confirmedAt }) => confirmedAt !== undefined)) {
    print("Confirmed: SNS delivers to the endpoint.");
    return source;
  }
  await confirmed(source, cloud, print);
  return source;
}

/** What the hook has thrown is written for the owner of the source. */
function reasonOf({ cause }: ObservationError): string {
  return cause instanceof Error ? cause.message : String(cause);
}
