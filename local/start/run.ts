import { type LocalPipedream, startLocalPipedream } from "../pipedream/host.ts";
import { newComponentId } from "../pipedream/ids.ts";
import type { LocalSource } from "../pipedream/source.ts";
import { startActivation, whenReady } from "./activation.ts";
import type { AwsSettings } from "./environment.ts";
import { onFreePort } from "./free-port.ts";
import { type Keeper, startKeeping } from "./keeping.ts";
import { comeBack, leave } from "./leave.ts";
import type { StartOptions } from "./options.ts";
import { pageHandler } from "./page/handler.ts";
import { showSample } from "./sample.ts";
import { type House, openSession, type Session } from "./session.ts";
import { createTeller, type Teller } from "./telling.ts";
import { whatNext } from "./what-next.ts";

/** Where the page is, so that it can stay open from one run to the next. */
const PAGE_PORT = 4_100;

/** Brings everything up, schedules the sample task and shows its event. What it brings up joins the house. */
export async function run(options: StartOptions, settings: AwsSettings, house: House): Promise<void> {
  const session = await openSession(options, settings, house);
  const { cloud, folder, time, print } = session;
  const teller = createTeller(print, { isQuiet: options.quiet, showsDate: options.timeTravel });
  let keeper: Keeper | undefined;
  const pipedream = await openPipedream(session, teller, () => keeper?.soon());
  print(`The page of the source: ${pipedream.apiUrl}/`);
  if (time.advance) {
    print(
      `To move the clock, use the page, or: curl -H 'Content-Type: application/json' -d '{"seconds":3600}' ${pipedream.apiUrl}/dev/advance`,
    );
  }
  const id = folder?.contents?.source.id ?? options.id ?? newComponentId();
  if (!cloud.local) house.comeBack = comeBack(id, session);
  if (!cloud.local && !folder && !options.id) {
    print(`This source is ${id}. If this run is cut off, find what it has left with: ${house.comeBack}`);
  }
  keeper = startKeeping(session, pipedream, id);
  const activation = startActivation(pipedream, id, session);
  house.cleanUps.push(() => {
    teller.stop();
    return leave(activation, session);
  });
  activation.settled.then((source) => source && keeper?.follow(source));
  const source = await whenReady(activation, session);
  if (folder?.contents) teller.start();
  cloud.local?.resume();
  await showSample(source, options, print);
  if (options.once) return;
  print(`\n${whatNext(pipedream, source, options)}\n`);
  teller.start();
}

async function openPipedream(
  { cloud, folder, time, print, house }: Session,
  teller: Teller,
  onChange: () => void,
): Promise<LocalPipedream> {
  const apiKey = folder?.contents?.apiKey;
  const options = {
    ...(apiKey && { apiKey }),
    page: pageHandler({ credentials: cloud.credentials, isLocal: cloud.local !== undefined, time }),
    log: teller.log,
    onRequest: teller.request,
    onEvent(event: LocalSource["events"][number]) {
      teller.event(event);
      onChange();
    },
  };
  const open = (apiPort: number) => startLocalPipedream({ ...options, apiPort });
  const pipedream = await onFreePort(open, PAGE_PORT, print);
  house.cleanUps.push(pipedream.close);
  return pipedream;
}
