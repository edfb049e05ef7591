import type { Component } from "../../local/pipedream/component.ts";
import { startLocalPipedream } from "../../local/pipedream/host.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { quantile } from "../statistics.ts";
import { asOnAws } from "./as-on-aws.ts";
import { type Captured, freePort, startCapture } from "./capture.ts";
import { bareAcknowledgement, bareVerification, type Handle, inComponent, snsValidator } from "./handle.ts";
import { serve } from "./serve.ts";
import { load, type SubjectFile } from "./subject.ts";

/** Keeps the notifications of a source instead of serving them, and then has them served as fast as it goes. */

type Props = Readonly<Record<string, unknown>>;

export interface Deploy {
  readonly file: SubjectFile;
  readonly props: Props;
  readonly port: number;
  readonly publicUrl: string;
}

export interface Timing {
  /** A second. */
  readonly rate: number;
  /** In µs. */
  readonly p50: number;
  readonly p99: number;
}

let component: Component;
let source: LocalSource;
let messages: Captured[] = [];
let handles: Readonly<Record<string, Handle>> = {};

const handlers = {
  freePort,
  async deploy({ file, props, port, publicUrl }: Deploy): Promise<string> {
    component = await load(file);
    const pipedream = await startLocalPipedream();
    const sourcePort = await startCapture(port, (message) => messages.push(message));
    source = await pipedream.deploy({ component, props, port: sourcePort, publicUrl });
    return source.url;
  },
  capturedCount: () => messages.length,
  /** Prepares everybody for the captured messages, as they would come from AWS itself. */
  async prepare({ props, original, awsUrl }: { props: Props; original: SubjectFile; awsUrl: string }) {
    messages = await asOnAws(messages, awsUrl);
    const db = source.db.entries();
    handles = {
      ours: inComponent(component, { props, db, endpoint: source.endpoint }),
      original: inComponent(await load(original), { props, db: {}, endpoint: source.endpoint }),
      "sns-validator": snsValidator(),
      bare: await bareVerification(messages),
    };
  },
  /** Prepares for messages that are acknowledged to the local AWS. False if they are not of that kind. */
  async prepareAcknowledged({ props }: { props: Props }): Promise<boolean> {
    const bare = await bareAcknowledgement(messages);
    if (!bare) return false;
    handles = {
      ours: inComponent(component, { props, db: source.db.entries(), endpoint: source.endpoint }),
      bare,
    };
    return true;
  },
  /** Each message once or again and again, one after the other. */
  async time({ who, from, times }: { who: string; from: number; times: number }): Promise<Timing> {
    const handle = handles[who];
    if (!handle) throw new Error(`Nobody is called ${who}`);
    const durations: number[] = [];
    const started = performance.now();
    for (let index = from; index < from + times; index++) {
      const begun = performance.now();
      await handle(messages[index % messages.length] as Captured);
      durations.push((performance.now() - begun) * 1_000);
    }
    const seconds = (performance.now() - started) / 1_000;
    return { rate: times / seconds, p50: quantile(durations, 0.5), p99: quantile(durations, 0.99) };
  },
};

export type NotificationHandlers = typeof handlers;

// What is logged for each message is not what is measured.
console.log = console.info = () => {};
serve(handlers);
