import type { Clock } from "../shared/clock.ts";
import type { Listeners } from "../shared/listeners.ts";
import type { Background } from "./background.ts";
import type { ApiCall, Call, CallListener } from "./call.ts";
import type { PolicyDocument } from "./iam/policy.ts";
import type { Role } from "./iam/types.ts";
import type { ClosedTokenError, Settings } from "./options.ts";
import type { Ghost } from "./sns/ghosts.ts";
import type { Signer } from "./sns/signer.ts";
import type { Delivery, InterceptDelivery, Subscription, SubscriptionToken, Topic } from "./sns/types.ts";
import type { Execution, StateMachine } from "./states/types.ts";

/** Everything there is in this AWS. */
export interface World {
  readonly clock: Clock;
  /** From 0 to 1; jitter comes from it. */
  readonly random: () => number;
  readonly settings: Settings;
  readonly background: Background;
  readonly signer: Signer;
  /** Where the stand-in listens; the URLs in SNS messages point there. */
  readonly url: () => string;
  /** Numbers things in the order they were made. */
  readonly nextSerial: () => number;

  /** What each access key may do. */
  readonly users: Map<string, readonly PolicyDocument[]>;
  /** Sessions whose process was killed. */
  readonly deadSessions: Set<string>;
  /** What the next call with a closed task token is answered with. */
  readonly nextClosedTokenError: () => ClosedTokenError;
  /** How late the next notification is, in ms. */
  readonly nextDeliveryDelay: () => number;
  /** Makes deliveries go wrong. */
  readonly interceptDelivery: () => InterceptDelivery | undefined;

  readonly callListeners: Listeners<Parameters<CallListener>>;
  readonly calls: ApiCall[];
  readonly deliveries: Delivery[];
  readonly records: { transitions: number };

  /** By name in lower case: role names are unique without regard to case. */
  readonly roles: Map<string, Role>;
  /** When a role of that name was deleted. */
  readonly rolesDeletedAt: Map<string, number>;
  readonly topics: Map<string, Topic>;
  readonly subscriptions: Map<string, Subscription>;
  /** By topic, protocol and endpoint. */
  readonly ghosts: Map<string, Ghost>;
  readonly subscriptionTokens: Map<string, SubscriptionToken>;
  readonly machines: Map<string, StateMachine>;
  readonly executions: Map<string, Execution>;
  /** Which execution a task token was given out by, whether or not the task is still open. */
  readonly taskTokens: Map<string, Execution>;
}

export type Result = Readonly<Record<string, unknown>> | undefined;

export type Operation = (world: World, call: Call) => Result;
