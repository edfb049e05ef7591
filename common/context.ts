import type { AwsClients } from "./aws/clients.ts";
import type { ServiceDb } from "./state.ts";

/** What `$emit` takes beside the event. `id` is at most 64 characters, `ts` in ms. */
export interface EventMetadata {
  readonly id: string;
  readonly summary: string;
  readonly ts: number;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Everything the code below the component touches of the world. */
export interface Context {
  /** Pipedream's id of this deployed source, `dc_…`. It stays through updates. */
  readonly componentId: string;
  readonly region: string;
  /** The URL of this source, without a trailing slash. */
  readonly endpoint: string;
  readonly secret: string | undefined;
  readonly db: ServiceDb;
  readonly log: Log;
  readonly fetch: typeof fetch;
  /** The SDK clients of the user's account in a region; the same ones each time. */
  aws(region: string): AwsClients;
  emit(event: unknown, metadata: EventMetadata): unknown;
  now(): number;
  sleep(ms: number): Promise<void>;
}
