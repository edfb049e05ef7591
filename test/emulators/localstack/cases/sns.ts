import type { Case } from "./case.ts";

const GONE = "arn:aws:sns:us-east-1:000000000000:gone";
const NO_SUBSCRIPTION = `${GONE}:5b1e0c53-6a0f-4b6a-9d0e-3f0f7a1a2b3c`;
/** Nobody listens there. */
const Endpoint = "http://127.0.0.1:9/";

export const SNS_CASES: readonly Case[] = [
  [
    "CreateTopic finds a topic of the name",
    async ({ call }, Name) => [
      await call("sns", "create_topic", { Name }),
      await call("sns", "create_topic", { Name }),
    ],
  ],
  [
    "CreateTopic with other attributes is refused, without any it is not",
    async ({ call, outcome, message }, Name) => {
      await call("sns", "create_topic", { Name, Attributes: { SignatureVersion: "2" } });
      return [
        await outcome("sns", "create_topic", { Name, Attributes: { SignatureVersion: "1" } }),
        await message("sns", "create_topic", { Name, Attributes: { SignatureVersion: "1" } }),
        await outcome("sns", "create_topic", { Name }),
      ];
    },
  ],
  ["CreateTopic refuses a name with a dot", ({ outcome }) => outcome("sns", "create_topic", { Name: "a.b" })],
  [
    "CreateTopic refuses a name of 257",
    ({ outcome }) => outcome("sns", "create_topic", { Name: "a".repeat(257) }),
  ],
  ["GetTopicAttributes of none", ({ outcome }) => outcome("sns", "get_topic_attributes", { TopicArn: GONE })],
  [
    "SetTopicAttributes shows in GetTopicAttributes",
    async ({ call }, Name) => {
      const { TopicArn } = await call("sns", "create_topic", { Name });
      await call("sns", "set_topic_attributes", {
        TopicArn,
        AttributeName: "SignatureVersion",
        AttributeValue: "2",
      });
      const { Attributes } = await call("sns", "get_topic_attributes", { TopicArn });
      return Attributes.SignatureVersion;
    },
  ],
  [
    "Subscribe to no topic",
    ({ outcome }) => outcome("sns", "subscribe", { TopicArn: GONE, Protocol: "http", Endpoint }),
  ],
  [
    "Subscribe refuses an endpoint of another protocol",
    async ({ call, outcome }, Name) => {
      const { TopicArn } = await call("sns", "create_topic", { Name });
      return outcome("sns", "subscribe", { TopicArn, Protocol: "https", Endpoint });
    },
  ],
  [
    "Subscribe returns the ARN only if asked to",
    async ({ call }, Name) => {
      const { TopicArn } = await call("sns", "create_topic", { Name });
      const subscription = { TopicArn, Protocol: "http", Endpoint };
      const plain = await call("sns", "subscribe", subscription);
      const whole = await call("sns", "subscribe", { ...subscription, ReturnSubscriptionArn: true });
      const again = await call("sns", "subscribe", { ...subscription, ReturnSubscriptionArn: true });
      const { Attributes } = await call("sns", "get_subscription_attributes", whole);
      return [
        plain.SubscriptionArn,
        whole.SubscriptionArn.startsWith(`${TopicArn}:`),
        again.SubscriptionArn === whole.SubscriptionArn,
        [
          Attributes.PendingConfirmation,
          Attributes.RawMessageDelivery,
          Attributes.Endpoint,
          Attributes.Protocol,
        ],
      ];
    },
  ],
  [
    "Subscribe again with other attributes is refused",
    async ({ call, outcome, message }, Name) => {
      const { TopicArn } = await call("sns", "create_topic", { Name });
      const subscription = { TopicArn, Protocol: "http", Endpoint };
      const policy = (maxReceivesPerSecond: number) => ({
        ...subscription,
        Attributes: { DeliveryPolicy: JSON.stringify({ throttlePolicy: { maxReceivesPerSecond } }) },
      });
      await call("sns", "subscribe", policy(8));
      return [
        await outcome("sns", "subscribe", policy(9)),
        await message("sns", "subscribe", policy(9)),
        await outcome("sns", "subscribe", subscription),
      ];
    },
  ],
  [
    "GetSubscriptionAttributes of none",
    ({ outcome }) => outcome("sns", "get_subscription_attributes", { SubscriptionArn: NO_SUBSCRIPTION }),
  ],
  [
    "Unsubscribe of none, and of a pending one",
    async ({ outcome }) => [
      await outcome("sns", "unsubscribe", { SubscriptionArn: NO_SUBSCRIPTION }),
      await outcome("sns", "unsubscribe", { SubscriptionArn: "PendingConfirmation" }),
    ],
  ],
  [
    "ConfirmSubscription with a token that nobody has",
    async ({ call, outcome }, Name) => {
      const { TopicArn } = await call("sns", "create_topic", { Name });
      return outcome("sns", "confirm_subscription", { TopicArn, Token: "nobody-has-it" });
    },
  ],
  [
    "a deleted topic is gone, and deleted again",
    async ({ call, outcome }, Name) => {
      const { TopicArn } = await call("sns", "create_topic", { Name });
      return [
        await outcome("sns", "delete_topic", { TopicArn }),
        await outcome("sns", "delete_topic", { TopicArn }),
        await outcome("sns", "publish", { TopicArn, Message: "m" }),
        await outcome("sns", "list_subscriptions_by_topic", { TopicArn }),
      ];
    },
  ],
  [
    "Publish refuses an empty message, and one of more than 256 KB",
    async ({ call, outcome }, Name) => {
      const { TopicArn } = await call("sns", "create_topic", { Name });
      return [
        await outcome("sns", "publish", { TopicArn, Message: "" }),
        await outcome("sns", "publish", { TopicArn, Message: "x".repeat(262_145) }),
        await outcome("sns", "publish", { TopicArn, Message: "x".repeat(262_144) }),
      ];
    },
  ],
];
