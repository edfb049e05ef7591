import type { AwsClients, Credentials } from "./aws/clients.ts";
import type { ServiceDb, Stack } from "./state.ts";

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
  /** What happens to tasks that still wait when the source is deactivated: before each change, and in the end. */
  readonly pendingTasks: "keep" | "cancel";
  /** The keys of the AWS account that the source is set to. */
  readonly credentials: Credentials;
  readonly db: ServiceDb;
  readonly log: Log;
  readonly fetch: typeof fetch;
  /** The SDK clients for a region, with the keys given or else those of the source's account; the same ones each time. */
  aws(where: Pick<Stack, "region" | "credentials">): AwsClients;
  emit(event: unknown, metadata: EventMetadata): unknown;
  now(): number;
  sleep(ms: number): Promise<void>;
}
