import { ConfirmSubscriptionCommand, CreateTopicCommand } from "@aws-sdk/client-sns";
import { beforeEach, describe, expect, it } from "vitest";
import { namesOf } from "../../../common/aws/names.ts";
import { confirm } from "../../../common/sns/confirm.ts";
import { awsError, givenContext, NOW, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sns } from "../mocks.ts";
import { confirmation, givenFetch } from "./given.ts";

beforeEach(resetMocks);

const DENIED = awsError("AuthorizationErrorException");

describe("a confirmation of a known stack", () => {
  it("is confirmed by the API, so that only the owner can unsubscribe", async () => {
    const context = givenContext();
    await confirm(confirmation, STACK, context);
    expect(sent()).toEqual(["ConfirmSubscription"]);
    expect(inputsOf(ConfirmSubscriptionCommand)).toEqual([
      { TopicArn: STACK.topicArn, Token: "abc", AuthenticateOnUnsubscribe: "true" },
    ]);
    expect(context.lines).toEqual([`Confirmed the subscription to ${STACK.topicArn}`]);
  });

  it("is confirmed with the keys of its account", async () => {
    const keys: unknown[] = [];
    const context = givenContext();
    const credentials = { accessKeyId: "AKIAFORMER", secretAccessKey: "-" };
    const aws: typeof context.aws = (where) => {
      keys.push(where.credentials);
      return context.aws(where);
    };
    await confirm(confirmation, { ...STACK, credentials }, { ...context, aws });
    expect(keys).toEqual([credentials]);
  });

  it("is confirmed by its URL where the policy does not allow the API", async () => {
    sns.on(ConfirmSubscriptionCommand).rejects(DENIED);
    const fetch = givenFetch("");
    await confirm(confirmation, STACK, givenContext({ fetch }));
    expect(fetch.urls).toEqual([confirmation.SubscribeURL]);
  });

  it.each([
    "https://evil.com/?Action=ConfirmSubscription",
    "http://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription",
    "https://sns.us-east-1.amazonaws.com.evil.com/?x",
    "https://sns.us-east-1.amazonaws.com@evil.com/?x",
    "https://sns.us-east-1.amazonaws.com/other?x",
    "https://sns.us-west-2.amazonaws.com/?x",
  ])("never leads to %s", async (SubscribeURL) => {
    sns.on(ConfirmSubscriptionCommand).rejects(DENIED);
    const fetch = givenFetch("");
    const confirming = confirm({ ...confirmation, SubscribeURL }, STACK, givenContext({ fetch }));
    await expect(confirming).rejects.toMatchObject({ code: "untrusted_message" });
    expect(fetch.urls).toEqual([]);
  });

  it.each([500, 403, 302])("is asked for again if its URL answers %i", async (status) => {
    sns.on(ConfirmSubscriptionCommand).rejects(DENIED);
    const context = givenContext({ fetch: givenFetch("", { status }) });
    await expect(confirm(confirmation, STACK, context)).rejects.toMatchObject({ code: "not_ready" });
    expect(context.lines).toEqual([]);
  });

  it.each([awsError("InternalErrorException", "down", 500), awsError("InvalidParameterException")])(
    "throws what else the API answers: %s",
    async (error) => {
      sns.on(ConfirmSubscriptionCommand).rejects(error);
      const fetch = givenFetch("");
      await expect(confirm(confirmation, STACK, givenContext({ fetch }))).rejects.toBe(error);
      expect(fetch.urls).toEqual([]);
    },
  );
});

describe("a confirmation of a stack that is not in the record yet", () => {
  const next = {
    ...namesOf("dc_test", "us-east-1", 2),
    number: 2,
    region: "us-east-1",
    topicArn: `${STACK.topicArn}-2`,
  };
  const message = { ...confirmation, TopicArn: next.topicArn };

  it("is confirmed if AWS says that the topic is in our account", async () => {
    sns.on(CreateTopicCommand).resolves({ TopicArn: next.topicArn });
    await confirm(message, next, givenContext());
    expect(sent()).toEqual(["CreateTopic", "ConfirmSubscription"]);
    expect(inputsOf(CreateTopicCommand)).toMatchObject([{ Name: next.topicName }]);
  });

  it("is refused if it is in another's", async () => {
    sns.on(CreateTopicCommand).resolves({ TopicArn: next.topicArn.replace("123456789012", "999999999999") });
    await expect(confirm(message, next, givenContext())).rejects.toMatchObject({ code: "untrusted_message" });
    expect(sent()).toEqual(["CreateTopic"]);
  });

  it("is not confirmed while AWS does not say", async () => {
    const error = awsError("InternalErrorException", "down", 500);
    sns.on(CreateTopicCommand).rejects(error);
    await expect(confirm(message, next, givenContext({ now: () => NOW }))).rejects.toBe(error);
    expect(sent()).not.toContain("ConfirmSubscription");
  });
});
