export interface Topic {
  readonly arn: string;
  readonly region: string;
  readonly serial: number;
  readonly attributes: Map<string, string>;
}

export interface Subscription {
  readonly arn: string;
  readonly serial: number;
  /** The topic itself, not its name: a topic made anew under the same name does not get the subscription back. */
  readonly topic: Topic;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Map<string, string>;
  state: "pending" | "confirmed" | "deleted";
  /** Whether it was handed out again after its topic had been deleted. */
  isGhost: boolean;
  confirmationWasAuthenticated: boolean;
  /** Whether only the owner may unsubscribe, so that the link in every message does nothing. */
  authenticateOnUnsubscribe: boolean;
  /** The burst of deliveries that the throttle policy lets go at this moment or later, and how many more belong to it. */
  turn: { readonly at: number; readonly left: number };
}

export interface SubscriptionToken {
  readonly subscription: Subscription;
  readonly expiresAt: number;
}

export type MessageType = "SubscriptionConfirmation" | "Notification" | "UnsubscribeConfirmation";

/** An HTTP message on its way to one subscriber. */
export interface Outgoing {
  readonly type: MessageType;
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a test makes go wrong about a message: it comes later than others, or more than once. */
export type InterceptDelivery = (
  message: Outgoing,
) => { readonly delayMs?: number; readonly duplicates?: number } | undefined;

/** An attempt to deliver, as it is remembered. */
export interface Delivery {
  readonly type: MessageType;
  readonly messageId: string;
  readonly subscriptionArn: string;
  readonly endpoint: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Absent if there was no answer. */
  readonly status?: number;
  readonly error?: string;
  /** When the attempt began. */
  readonly at: number;
  readonly outcome: "delivered" | "will be retried" | "lost";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
