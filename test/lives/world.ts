import { vi } from "vitest";
import type { Credentials } from "../../common/aws/clients.ts";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "../../local/aws/server.ts";
import type { Component } from "../../local/pipedream/component.ts";
import {
  type LocalPipedream,
  type LocalPipedreamOptions,
  startLocalPipedream,
} from "../../local/pipedream/host.ts";
import type { LocalSource } from "../../local/pipedream/source.ts";
import { listResources } from "../../local/shared/resources.ts";
import { installVirtualTime, type VirtualTime } from "../../local/shared/virtual-time.ts";
import { loadComponent } from "./component.ts";

/** The moment at which every life begins: the source is deployed by then. */
export const START = Date.parse("2026-11-23T12:00:00.000Z");
const DEPLOYING_MS = 10 * 60_000;

/** A whole world over real HTTP: an AWS and a Pipedream. */
interface Stage {
  readonly aws: LocalAws;
  readonly pipedream: LocalPipedream;
  /** Deploys the source and lets SNS have its subscription confirmed. */
  deploy(props?: Record<string, unknown>, deployed?: Component): Promise<LocalSource>;
  /** The ARNs of all that exists in the account, in the region, as AWS itself lists it. */
  resources(region?: string, credentials?: Credentials): Promise<string[]>;
  close(): Promise<void>;
}

/** One whose time stands still until it is advanced, or until a hook needs some. */
export interface World extends Stage {
  /** Lets so many ms pass, with everything that falls due meanwhile. */
  advance(ms: number): Promise<void>;
  /** Lets as much time pass as the work needs. */
  during<T>(work: Promise<T>): Promise<T>;
  /** A source whose first activation failed before it made anything. */
  deployInVain(props?: Record<string, unknown>): Promise<LocalSource>;
  /** Kills the source's process at its n-th call from now, before or after its effect. Returns whether that came to pass. */
  killAt(source: LocalSource, n: number, when: "before" | "after"): () => boolean;
}

let keys = 0;
/** The time of the world that there is now. */
let time: VirtualTime | undefined;

export async function startWorld(
  awsOptions: LocalAwsOptions = {},
  pipedreamOptions: LocalPipedreamOptions = {},
): Promise<World> {
  const virtual = installVirtualTime(START - DEPLOYING_MS);
  time = virtual;
  const world = await startStage({ rolePropagationMs: 0, ...awsOptions }, pipedreamOptions);
  return {
    ...world,
    advance: virtual.advance,
    during: virtual.during,
    async deploy(props, deployed) {
      const source = await virtual.during(world.deploy(props, deployed));
      await virtual.advance(Math.max(0, START - Date.now()));
      return withTime(source);
    },
    async deployInVain(props) {
      world.aws.intercept = () => ({ status: 403, code: "AuthorizationError", message: "not now" });
      const { source } = await virtual.during(world.deploy(props).catch((error) => error));
      world.aws.intercept = undefined;
      return withTime(source);
    },
    killAt(source, n, when) {
      const { processId } = source;
      let count = 0;
      world.aws.intercept = ({ session }) => {
        if (session !== processId || ++count !== n) return undefined;
        const kill = () => {
          source.crash();
          world.aws.deadSessions.add(processId);
        };
        if (when === "after") return { afterEffect: kill };
        kill();
        return undefined;
      };
      return () => count >= n;
    },
    async close() {
      await virtual.during(world.close());
      virtual.uninstall();
      time = undefined;
    },
  };
}

const CHANGES = ["update", "activate", "deactivate", "delete"];

/** The source, with time passing while it changes. */
export function withTime(source: LocalSource): LocalSource {
  if (!time) return source;
  const { during } = time;
  return new Proxy(source, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      if (!CHANGES.includes(String(name))) return value.bind(target);
      return (...args: unknown[]) => during(value.apply(target, args));
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

async function startStage(
  awsOptions: LocalAwsOptions = {},
  pipedreamOptions: LocalPipedreamOptions = {},
): Promise<Stage> {
  const component = await loadComponent();
  const aws = await startLocalAws(awsOptions);
  const pipedream = await startLocalPipedream(pipedreamOptions);
  vi.stubEnv("AWS_ENDPOINT_URL", aws.url);
  return {
    aws,
    pipedream,
    async deploy(props = {}, deployed = component) {
      const source = await pipedream.deploy({
        component: deployed,
        props: { ...newCredentials(), ...props },
      });
      await aws.settled();
      return source;
    },
    resources: (region = "us-east-1", credentials) => listResources(aws.url, region, credentials),
    async close() {
      await pipedream.close();
      await aws.close();
      vi.unstubAllEnvs();
    },
  };
}

/** Keys of their own, so that no world has the SDK clients of another. */
export function newCredentials() {
  keys += 1;
  return {
    aws: { $auth: { accessKeyId: `AKIA${process.pid}X${keys}`, secretAccessKey: "not-a-real-secret-key" } },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a response holds is what a test is about to say.
  readonly body: any;
}

export async function send(source: LocalSource, path: string, init: RequestInit = {}): Promise<Answer> {
  const answer = async () => {
    const response = await fetch(`${source.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
  };
  return time ? time.during(answer()) : answer();
}

export function post(source: LocalSource, path: string, body: unknown, headers: Record<string, string> = {}) {
  return send(source, path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** So many ms after the beginning, as a timestamp. */
export function at(ms: number): string {
  return new Date(START + ms).toISOString();
}
