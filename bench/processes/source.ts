import { type LocalPipedream, startLocalPipedream } from "../../local/pipedream/host.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { freePort } from "./capture.ts";
import { serve } from "./serve.ts";
import { load, type SubjectFile } from "./subject.ts";

/** One source, hosted by the local Pipedream in a process of its own. */

let pipedream: LocalPipedream;
let source: LocalSource;

export interface Deploy {
  readonly file: SubjectFile;
  readonly props: Readonly<Record<string, unknown>>;
  readonly port?: number;
  readonly publicUrl?: string;
  readonly rateLimit?: boolean;
}

/** An event and when it was emitted, in ms since 1970. */
export interface Emitted {
  readonly at: number;
  readonly event: { readonly timestamp: string; readonly message: unknown };
}

const handlers = {
  freePort,
  /** How long the hooks took. */
  async deploy({ file, rateLimit = false, ...options }: Deploy): Promise<{ url: string; ms: number }> {
    const component = await load(file);
    pipedream ??= await startLocalPipedream({ rateLimit });
    const started = performance.now();
    source = await pipedream.deploy({ component, ...options });
    return { url: source.url, ms: performance.now() - started };
  },
  deactivate: () => timed(() => source.deactivate()),
  activate: () => timed(() => source.activate()),
  remove: () => timed(() => source.delete({ ignoreHookErrors: true })),
  endpoint: () => source.endpoint,
  db: () => source.db.entries(),
  emitted: (): Emitted[] =>
    source.events.map(({ id, e }) => ({ at: Number(id.split("-")[0]), event: e as Emitted["event"] })),
  emittedCount: () => source.events.length,
  /** The last lines logged, for when something goes wrong. */
  logs: () => source.logs.slice(-5),
  /** What the process holds on to. */
  heapMb(): number {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 1e6;
  },
};

export type SourceHandlers = typeof handlers;

async function timed(action: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

serve(handlers);
