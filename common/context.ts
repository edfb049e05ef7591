import type { AwsClients, Credentials } from "./aws/clients.ts";
import type { Memory } from "./memory.ts";
import type { Clock } from "./retry.ts";
import type { Stack } from "./stack.ts";
import type { ServiceDb } from "./state.ts";

/** An event as it leaves for its consumers. */
export interface Emission {
  /** What consumers see. */
  readonly event: unknown;
  /** Tells this event from every other of the source. The same event, emitted again, has the same one. */
  readonly key: string;
  /** One short line. */
  readonly summary: string;
  /** When SNS published it, in ms. */
  readonly publishedAt: number;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What the host can take. */
export interface HostLimits {
  /** The largest body of a request. */
  readonly bodyBytes: number;
  /** How deep an event may be nested. */
  readonly eventDepth: number;
}

/** Everything the code below the component touches of the world. */
export interface Context extends Clock {
  /** The id of this deployed source, `dc_…` at Pipedream. It stays through updates. */
  readonly sourceId: string;
  readonly region: string;
  /** The URL of this source, without a trailing slash. */
  readonly endpoint: string;
  readonly secret: string | undefined;
  /** What happens to tasks that still wait when the source is deactivated: before each change, and in the end. */
  readonly pendingTasks: "keep" | "cancel";
  /** The keys of the AWS account that the source is set to; none while no account is connected. */
  readonly credentials: Credentials | undefined;
  readonly limits: HostLimits;
  readonly db: ServiceDb;
  readonly memory: Memory;
  readonly log: Log;
  readonly fetch: typeof fetch;
  /** The SDK clients for a region, with the keys given or else those of the source's account. Throws `NoAccountError`. */
  aws(where: Pick<Stack, "region" | "credentials">): AwsClients;
  emit(emission: Emission): unknown;
}
