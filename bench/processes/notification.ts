import { quantile } from "../statistics.ts";
import { asOnAws } from "./as-on-aws.ts";
import type { Captured } from "./capture.ts";
import type { Kept } from "./capturing.ts";
import { bareAcknowledgement, bareVerification, type Handle, inComponent, snsValidator } from "./handle.ts";
import { serve } from "./serve.ts";
import { load, type SubjectFile } from "./subject.ts";

/** Serves notifications as fast as it goes, with the least of a host around a component. */

interface Prepare {
  readonly kept: Kept;
  readonly props: Readonly<Record<string, unknown>>;
  readonly ours: SubjectFile;
  readonly original: SubjectFile;
  readonly awsUrl: string;
}

export interface Timing {
  /** A second. */
  readonly rate: number;
  /** In µs. */
  readonly p50: number;
  readonly p99: number;
}

let messages: readonly Captured[] = [];
let handles: Readonly<Record<string, Handle>> = {};

const handlers = {
  /** Prepares everybody for the messages, as they would come from AWS itself. */
  async prepare({ kept, props, ours, original, awsUrl }: Prepare): Promise<void> {
    messages = await asOnAws(kept.messages, awsUrl);
    handles = {
      ours: inComponent(await load(ours), { ...kept, props }),
      original: inComponent(await load(original), { ...kept, props, db: {} }),
      "sns-validator": snsValidator(),
      bare: await bareVerification(messages),
    };
  },
  /** Prepares for messages that are acknowledged to the local AWS. False if they are not of that kind. */
  async prepareAcknowledged({ kept, props, ours }: Prepare): Promise<boolean> {
    messages = kept.messages;
    const bare = await bareAcknowledgement(messages);
    if (bare) handles = { ours: inComponent(await load(ours), { ...kept, props }), bare };
    return bare !== undefined;
  },
  /** So many messages, one after the other, from that one on; after the last the first again. */
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
