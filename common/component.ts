import { awsClients, type Credentials, type RetryMode } from "./aws/clients.ts";
import type { Context, EventMetadata } from "./context.ts";
import type { HttpEvent, HttpResponse } from "./http.ts";
import type { ServiceDb } from "./state.ts";

/** The props of the source, as Pipedream puts them on `this`. */
export interface Props {
  aws: { $auth: Credentials };
  region: string;
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
  options?: readonly { label: string; value: string }[];
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

/** Turns what Pipedream provides into a plain value, so that no other file needs to know `this`. */
export function toContext(source: TaskScheduler, retryMode: RetryMode): Context {
  return {
    componentId: process.env.PD_COMPONENT ?? "",
    region: source.region,
    endpoint: source.http.endpoint,
    secret: source.secret || undefined,
    pendingTasks: source.pendingTasks === "cancel" ? "cancel" : "keep",
    credentials: source.aws.$auth,
    db: source.db,
    log: console,
    fetch: globalThis.fetch,
    aws: ({ region, credentials = source.aws.$auth }) => awsClients(credentials, region, retryMode),
    emit: (event, metadata) => source.$emit(event, metadata),
    now: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
