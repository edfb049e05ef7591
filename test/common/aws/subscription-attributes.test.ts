import { GetSubscriptionAttributesCommand, SetSubscriptionAttributesCommand } from "@aws-sdk/client-sns";
import { beforeEach, describe, expect, it } from "vitest";
import { deliveryPolicy } from "../../../common/aws/documents.ts";
import {
  desiredAttributes,
  isBlocked,
  restoreAll,
  restoreBlocked,
} from "../../../common/aws/subscription-attributes.ts";
import { awsError, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sns } from "../mocks.ts";
import { clients, DENIED, UNEXPECTED } from "./given.ts";

beforeEach(resetMocks);

const { subscriptionArn } = STACK;
const setTo = () =>
  Object.fromEntries(
    inputsOf(SetSubscriptionAttributesCommand).map(({ AttributeName, AttributeValue }) => [
      AttributeName,
      AttributeValue,
    ]),
  );

it("a subscription is made with our delivery policy, and with signatures", () => {
  expect(desiredAttributes()).toEqual({
    DeliveryPolicy: JSON.stringify(deliveryPolicy()),
    RawMessageDelivery: "false",
  });
});

describe("a subscription is blocked", () => {
  it.each<[string, Record<string, string>, boolean]>([
    ["not as it is made", { RawMessageDelivery: "false" }, false],
    ["not if nothing is said of it", {}, false],
    ["by raw delivery", { RawMessageDelivery: "true" }, true],
    ["by a filter policy", { FilterPolicy: '{"a":["b"]}' }, true],
    ["not by the empty filter policy", { FilterPolicy: "{}" }, false],
    ["not by the empty filter policy, however it is written", { FilterPolicy: " { }\n" }, false],
  ])("%s", (_, attributes, expected) => {
    expect(isBlocked(attributes)).toBe(expected);
  });
});

describe("restoreAll", () => {
  it("sets everything", async () => {
    await restoreAll(clients.sns, subscriptionArn);
    expect(setTo()).toEqual({ ...desiredAttributes(), FilterPolicy: "{}" });
    expect(inputsOf(SetSubscriptionAttributesCommand)).toMatchObject([
      { SubscriptionArn: subscriptionArn },
      { SubscriptionArn: subscriptionArn },
      { SubscriptionArn: subscriptionArn },
    ]);
  });

  it.each(DENIED)("goes on where an attribute answers %s", async (name) => {
    sns.on(SetSubscriptionAttributesCommand).rejectsOnce(awsError(name)).resolves({});
    await restoreAll(clients.sns, subscriptionArn);
    expect(sent()).toHaveLength(3);
  });

  it.each(UNEXPECTED)("throws %s", async (error) => {
    sns.on(SetSubscriptionAttributesCommand).rejects(error);
    await expect(restoreAll(clients.sns, subscriptionArn)).rejects.toBe(error);
  });
});

describe("restoreBlocked", () => {
  const found = (Attributes?: Record<string, string>) =>
    sns.on(GetSubscriptionAttributesCommand).resolves({ ...(Attributes && { Attributes }) });

  it.each([{ RawMessageDelivery: "true" }, { FilterPolicy: '{"a":["b"]}' }])(
    "sets back %o",
    async (attributes) => {
      found(attributes);
      await restoreBlocked(clients.sns, subscriptionArn);
      expect(setTo()).toEqual({ RawMessageDelivery: "false", FilterPolicy: "{}" });
    },
  );

  it.each([{ RawMessageDelivery: "false", FilterPolicy: "{}" }, undefined])(
    "leaves %o alone",
    async (attributes) => {
      found(attributes);
      await restoreBlocked(clients.sns, subscriptionArn);
      expect(sent()).toEqual(["GetSubscriptionAttributes"]);
    },
  );

  it.each([...DENIED, "NotFoundException", "InvalidParameterException"])(
    "does nothing after %s",
    async (name) => {
      sns.on(GetSubscriptionAttributesCommand).rejects(awsError(name));
      await restoreBlocked(clients.sns, subscriptionArn);
      expect(sent()).toEqual(["GetSubscriptionAttributes"]);
    },
  );

  it.each(UNEXPECTED)("throws %s", async (error) => {
    sns.on(GetSubscriptionAttributesCommand).rejects(error);
    await expect(restoreBlocked(clients.sns, subscriptionArn)).rejects.toBe(error);
  });
});
