import { type Credentials, createAwsClients, pickCredentials, type RetryMode } from "../aws/clients.ts";
import type { Context } from "../context.ts";
import { sha256 } from "../hash.ts";
import type { HttpEvent, HttpResponse } from "../http.ts";
import { createMemory } from "../memory.ts";
import type { ServiceDb } from "../state.ts";
import { type EventMetadata, toMetadata } from "./event.ts";
import { LIMITS } from "./limits.ts";

/** The props of the source, as Pipedream puts them on `this`. An account may have been disconnected since. */
export interface Props {
  aws: { $auth?: Partial<Credentials> } | undefined;
  region: string | undefined;
  secret?: string;
  pendingTasks?: string;
  http: { endpoint: string; respond(response: HttpResponse): unknown };
  db: ServiceDb;
}

/** `this` in the hooks and in `run`. */
export interface TaskScheduler extends Props {
  $emit(event: unknown, metadata: EventMetadata): unknown;
}

/** How Pipedream's form shows a prop, and what it is. */
export interface PropDefinition {
  type: string;
  label: string;
  description: string;
  app?: string;
  options?: readonly (string | { label: string; value: string })[];
  default?: string;
  secret?: boolean;
  optional?: boolean;
  customResponse?: boolean;
}

/** The shape Pipedream expects of a source, as far as this one uses it. `@pipedream/types` maps every prop to `any`. */
export interface SourceDefinition<SourceProps, This extends SourceProps> {
  key: string;
  name: string;
  description: string;
  version: string;
  type: "source";
  dedupe: "unique";
  sampleEmit: unknown;
  props: Record<keyof SourceProps, PropDefinition>;
  hooks: { activate(this: This): Promise<void>; deactivate(this: This): Promise<void> };
  run(this: This, event?: HttpEvent): Promise<void>;
}

export const DEFAULT_REGION = "us-east-1";

/** What this process keeps between its runs. */
const memory = createMemory();

/** Turns what Pipedream provides into a plain value, so that no other file needs to know `this`. */
export function toContext(source: TaskScheduler, retryMode: RetryMode): Context {
  const account = toCredentials(source.aws);
  return {
    sourceId: process.env.PD_COMPONENT ?? "",
    region: toText(source.region) || DEFAULT_REGION,
    endpoint: source.http.endpoint,
    // Blanks are kept here: a secret of blanks alone is one that nobody knows, rather than none.
    secret: source.secret ? String(source.secret) : undefined,
    pendingTasks: source.pendingTasks === "cancel" ? "cancel" : "keep",
    credentials: account,
    limits: LIMITS,
    db: source.db,
    memory,
    log: console,
    fetch: globalThis.fetch,
    aws({ region, credentials = account }) {
      const key = sha256(JSON.stringify([credentials, region, retryMode]));
      const kept = memory.clients.get(key);
      if (kept) return kept;
      const clients = createAwsClients(credentials, region, retryMode);
      memory.clients.set(key, clients);
      return clients;
    },
    emit: (emission) => source.$emit(emission.event, toMetadata(emission)),
    now: () => Date.now(),
    sleep,
  };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Props of a source that was made by the API are not checked. */
function toText(prop: unknown): string {
  return typeof prop === "string" ? prop.trim() : "";
}

function toCredentials(aws: Props["aws"]): Credentials | undefined {
  const { accessKeyId, secretAccessKey, sessionToken } = aws?.$auth ?? {};
  if (!accessKeyId || !secretAccessKey) return undefined;
  return pickCredentials({ accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) });
}
