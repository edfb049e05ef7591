import { startLocalPipedream } from "../../local/pipedream/host.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { type Captured, freePort, startCapture } from "./capture.ts";
import { serve } from "./serve.ts";
import { load, type SubjectFile } from "./subject.ts";

/** A source whose notifications are kept instead of served. */

export interface Deploy {
  readonly file: SubjectFile;
  readonly props: Readonly<Record<string, unknown>>;
  readonly port: number;
  readonly publicUrl: string;
}

/** What it takes to serve the notifications somewhere else. */
export interface Kept {
  readonly messages: readonly Captured[];
  readonly db: Readonly<Record<string, unknown>>;
  readonly endpoint: string;
  readonly componentId: string;
}

const messages: Captured[] = [];
let source: LocalSource;

const handlers = {
  freePort,
  async deploy({ file, props, port, publicUrl }: Deploy): Promise<string> {
    const component = await load(file);
    const pipedream = await startLocalPipedream();
    const sourcePort = await startCapture(port, (message) => messages.push(message));
    source = await pipedream.deploy({ component, props, port: sourcePort, publicUrl });
    return source.url;
  },
  keptCount: () => messages.length,
  kept: (): Kept => ({
    messages,
    db: source.db.entries(),
    endpoint: source.endpoint,
    componentId: source.id,
  }),
};

export type CapturingHandlers = typeof handlers;

serve(handlers);
