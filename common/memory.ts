import type { KeyObject } from "node:crypto";
import type { AwsClients } from "./aws/clients.ts";

/** What is needed of a certificate of SNS for each message. */
export interface SigningCertificate {
  readonly publicKey: KeyObject;
  /** In ms. */
  readonly validFrom: number;
  readonly validTo: number;
}

/** What a process keeps between requests. Losing it costs only time: it decides nothing, and no key of it is a secret. */
export interface Memory {
  readonly clients: Cache<AwsClients>;
  /** By the address of the certificate and the origin that it was trusted for. */
  readonly certificates: Cache<Promise<SigningCertificate>>;
  /** When a subscription was last looked at, in ms, by its ARN. */
  readonly subscriptionChecks: Cache<number>;
  /** ARNs of topics that were found to be in other accounts. */
  readonly strangers: Cache<true>;
}

const MAX_ENTRIES = 20;

export function createMemory(): Memory {
  return {
    clients: createCache(MAX_ENTRIES),
    certificates: createCache(MAX_ENTRIES),
    subscriptionChecks: createCache(MAX_ENTRIES),
    strangers: createCache(MAX_ENTRIES),
  };
}

export interface Cache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

/** A cache that holds at most so many entries: the oldest goes first. */
function createCache<Value>(maxEntries: number): Cache<Value> {
  const entries = new Map<string, Value>();
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      const [oldest] = entries.keys();
      if (oldest !== undefined && entries.size >= maxEntries && !entries.has(key)) entries.delete(oldest);
      entries.set(key, value);
    },
    delete: (key) => void entries.delete(key),
  };
}
