import type { RequestListener } from "node:http";
import { type Clock, systemClock } from "../clock.ts";
import { apiListener } from "./api.ts";
import { type Component, requireSupported } from "./component.ts";
import { interceptConsole } from "./console.ts";
import { DeployedSource } from "./deployed-source.ts";
import { type Behaviour, Deployment } from "./deployment.ts";
import { endpointListener } from "./endpoint.ts";
import { newComponentId, randomAlphanumeric } from "./ids.ts";

import { type Listener, listen } from "./listener.ts";
import type { LogEntry } from "./logs.ts";
import type { DbMode } from "./service-db.ts";
import type { LocalSource } from "./source.ts";

export interface LocalPipedreamOptions {
  /** Dates events and log lines, and measures the rate of requests. */
  clock?: Clock;
  /** 0, the default, takes any free port. */
  apiPort?: number;
  /** Random by default. */
  apiKey?: string;
  /** `snapshot`, the default: a hook or run sees the db as it was when it started, and writes it at its end. */
  dbMode?: DbMode;
  /** Whether what a run emitted before it threw is published; by default it is. */
  onThrow?: "keep-emits" | "drop-emits";
  /** Answers 429 above 10 requests a second and source. Off by default. */
  rateLimit?: boolean;
  /** Puts the id of the process into `$auth` of app props, as the session token, so that an AWS can tell a dead one. */
  tellProcesses?: boolean;
  /** Serves what is not the API's on the API's port: a page for people. */
  page?: (sources: ReadonlyMap<string, Deployment>) => RequestListener;
  /** Hears every log line as it is written. */
  log?: (line: LogEntry, sourceId: string) => void;
}

export interface DeployOptions {
  component: Component;
  /** The user's props; an app prop as `{ $auth: { … } }`. */
  props?: Readonly<Record<string, unknown>>;
  /** The port of the source's endpoint; 0, the default, takes any free one. */
  port?: number;
  /** Where the endpoint is reached from outside, if a tunnel leads to it. */
  publicUrl?: string;
  componentId?: string;
}

export interface LocalPipedream {
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Runs `deploy`, then `activate`. Rejects with an `ObservationError` if one of them throws. */
  deploy(options: DeployOptions): Promise<LocalSource>;
  /** Ends all listeners and streams and gives the console back. Runs no hook. */
  close(): Promise<void>;
}

/** Hosts event sources on this machine as Pipedream does in its cloud. */
export async function startLocalPipedream(options: LocalPipedreamOptions = {}): Promise<LocalPipedream> {
  const { clock = systemClock, dbMode = "snapshot", onThrow = "keep-emits", rateLimit = false } = options;
  const { tellProcesses = false } = options;
  const { apiPort = 0, apiKey = `pd_${randomAlphanumeric(32)}`, log = () => {} } = options;
  const behaviour: Behaviour = { clock, dbMode, onThrow, rateLimit, tellProcesses, log };
  const sources = new Map<string, Deployment>();
  const listeners = new Set<Listener>();
  const api = await listen(apiPort, apiListener(sources, apiKey, options.page?.(sources)));
  listeners.add(api);
  const releaseConsole = interceptConsole();

  return {
    apiUrl: api.url,
    apiKey,
    async deploy({ component, props = {}, port = 0, publicUrl, componentId = newComponentId() }) {
      requireSupported(component);
      if (sources.has(componentId))
        throw new Error(`A source with the id ${componentId} is deployed already`);
      const deployment = new Deployment(componentId, component, props, behaviour);
      const listener = await listen(port, endpointListener(deployment));
      listeners.add(listener);
      deployment.url = listener.url;
      deployment.endpoint = (publicUrl ?? listener.url).replace(/\/+$/, "");
      sources.set(componentId, deployment);
      const source = new DeployedSource(deployment, listener, () => {
        deployment.events.end();
        sources.delete(componentId);
        listeners.delete(listener);
      });
      await source.deploy();
      return source;
    },
    async close() {
      for (const { events } of sources.values()) events.end();
      await Promise.all([...listeners].map((listener) => listener.close()));
      releaseConsole();
    },
  };
}
