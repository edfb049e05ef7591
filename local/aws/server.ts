import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../shared/clock.ts";
import { Listeners } from "../shared/listeners.ts";
import { createBackground } from "./background.ts";
import type { ApiCall, CallListener, Intercept } from "./call.ts";
import type { PolicyDocument } from "./iam/policy.ts";
import { inTurn } from "./in-turn.ts";
import { type LocalAwsOptions, toSettings } from "./options.ts";
import { restore, resumeExecutions } from "./snapshot/restore.ts";
import { type Snapshot, takeSnapshot } from "./snapshot/take.ts";
import { deliveryDelays } from "./sns/delay.ts";
import { createSigner } from "./sns/signer.ts";
import type { Delivery, InterceptDelivery } from "./sns/types.ts";
import { timersOn } from "./timers.ts";
import { answer } from "./wire/answer.ts";
import type { World } from "./world.ts";

export type { LocalAwsOptions } from "./options.ts";

export interface LocalAws {
  readonly url: string;
  /** Every API call, in order. */
  readonly calls: readonly ApiCall[];
  /** Every attempt to deliver to a subscriber, in order of its end. */
  readonly deliveries: readonly Delivery[];
  /** State transitions are what Step Functions bills. */
  readonly records: { readonly transitions: number };
  /** Set by a test to make calls go wrong. */
  intercept: Intercept | undefined;
  interceptDelivery: InterceptDelivery | undefined;
  /** What each access key may do. While it is empty, every key may do everything. */
  readonly users: Map<string, readonly PolicyDocument[]>;
  /** Hears of each stage of each call. Returns what ends it. */
  listen(listener: CallListener): () => void;
  /** Sessions that can call no more, because their process was killed. */
  readonly deadSessions: Set<string>;
  /** Resolves when nothing more happens unless time passes or somebody calls. */
  settled(): Promise<void>;
  /** All that it holds, for a later `startLocalAws`. */
  snapshot(): Snapshot;
  /** Lets the executions of the snapshot it was started with go on. */
  resume(): void;
  close(): Promise<void>;
}

/** Step Functions, SNS and IAM on one port of this machine. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { clock, cancelAll } = timersOn(options.clock ?? systemClock);
  const server = createServer((request, response) => answer(world, () => aws.intercept, request, response));
  const signer = await createSigner();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, options.host ?? "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${options.host ?? "127.0.0.1"}:${port}`;
  let serial = options.snapshot?.serial ?? 0;
  const world: World = {
    clock,
    random: options.random ?? Math.random,
    settings: toSettings(options),
    background: createBackground(),
    signer,
    url: () => url,
    nextSerial: () => ++serial,
    users: new Map(),
    deadSessions: new Set(),
    nextClosedTokenError: inTurn(options.closedTokenErrors ?? ["TaskTimedOut"]),
    nextDeliveryDelay: deliveryDelays(options.deliveryDelay ?? { minMs: 0 }),
    interceptDelivery: () => aws.interceptDelivery,
    callListeners: new Listeners(),
    calls: [],
    deliveries: [],
    records: { transitions: 0 },
    roles: new Map(),
    rolesDeletedAt: new Map(),
    topics: new Map(),
    subscriptions: new Map(),
    ghosts: new Map(),
    subscriptionTokens: new Map(),
    machines: new Map(),
    executions: new Map(),
    taskTokens: new Map(),
  };
  if (options.snapshot) restore(world, options.snapshot);
  const aws: LocalAws = {
    url,
    calls: world.calls,
    deliveries: world.deliveries,
    records: world.records,
    intercept: undefined,
    interceptDelivery: undefined,
    users: world.users,
    deadSessions: world.deadSessions,
    listen: (listener) => world.callListeners.add(listener),
    settled: () => world.background.settled(),
    snapshot: () => takeSnapshot(world, serial),
    resume: () => resumeExecutions(world),
    close() {
      cancelAll();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
  return aws;
}
