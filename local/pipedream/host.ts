import { apiListener } from "./api.ts";
import { requireSupported } from "./component.ts";
import { interceptConsole } from "./console.ts";
import { DeployedSource } from "./deployed-source.ts";
import { Deployment } from "./deployment.ts";
import { endpointListener } from "./endpoint.ts";
import { newComponentId, randomAlphanumeric } from "./ids.ts";
import { type Listener, listen } from "./listener.ts";
import { type DeployOptions, type LocalPipedreamOptions, toBehaviour, toCode } from "./options.ts";
import type { LocalSource } from "./source.ts";

export type { DeployOptions, LocalPipedreamOptions } from "./options.ts";

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
  const { apiPort = 0, apiKey = `pd_${randomAlphanumeric(32)}` } = options;
  const behaviour = toBehaviour(options);
  const sources = new Map<string, Deployment>();
  const listeners = new Set<Listener>();
  const api = await listen(apiPort, apiListener(sources, apiKey, options.page?.(sources)));
  listeners.add(api);
  const releaseConsole = interceptConsole();

  return {
    apiUrl: api.url,
    apiKey,
    async deploy({
      props = {},
      unchecked = false,
      port = 0,
      publicUrl,
      kept,
      componentId = kept?.id ?? newComponentId(),
      ...given
    }) {
      const code = await toCode(given, options.workers);
      requireSupported(code.component);
      if (sources.has(componentId))
        throw new Error(`A source with the id ${componentId} is deployed already`);
      const deployment = new Deployment(componentId, code, props, unchecked, behaviour, kept);
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
      await (kept ? source.activate() : source.deploy());
      return source;
    },
    async close() {
      for (const { events } of sources.values()) events.end();
      await Promise.all([...listeners].map((listener) => listener.close()));
      releaseConsole();
    },
  };
}
