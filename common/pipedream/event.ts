import type { Emission } from "../context.ts";
import { sha256 } from "../hash.ts";

/** What `$emit` takes beside the event. */
export interface EventMetadata {
  /** Dedupe id. Pipedream compares it with its last 100 ids. */
  readonly id: string;
  readonly summary: string;
  /** In ms. */
  readonly ts: number;
}

/** Pipedream does not compare longer ids as a whole. https://github.com/PipedreamHQ/pipedream/pull/20602 */
const MAX_ID_LENGTH = 64;

export function toMetadata({ key, summary, publishedAt }: Emission): EventMetadata {
  const id = key.length <= MAX_ID_LENGTH ? key : sha256(key);
  return { id, summary, ts: publishedAt };
}
