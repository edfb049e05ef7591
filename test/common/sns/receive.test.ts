import { ConfirmSubscriptionCommand, CreateTopicCommand } from "@aws-sdk/client-sns";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SnsMessage } from "../../../common/sns/message.ts";
import { receive } from "../../../common/sns/receive.ts";
import { awsError, EXECUTION_ARN, givenContext, givenDb, NOW, STACK } from "../given.ts";
import { resetMocks, sns } from "../mocks.ts";
import {
  confirmation,
  givenFetch,
  givenSigner,
  notification,
  type Signer,
  task,
  unsubscribeConfirmation,
} from "./given.ts";

let signer: Signer;
beforeAll(async () => {
  signer = await givenSigner();
});
beforeEach(() => {
  resetMocks();
});

function given(change: Parameters<typeof givenContext>[0] = {}) {
  return givenContext({ fetch: givenFetch(signer.pem), ...change });
}

const withMessage = (text: string): SnsMessage => signer.sign({ ...notification, Message: text });

describe("a notification", () => {
  it("emits its task", async () => {
    const context = given();
    const response = await receive(signer.sign(notification), context);
    expect(response).toMatchObject({ status: 200, body: '{"received":"Notification"}' });
    expect(context.emitted).toEqual([
      {
        event: { ...task, executionArn: EXECUTION_ARN },
        metadata: { id: "a", summary: "Task a, due 2026-11-23T12:00:00.000Z", ts: NOW },
      },
    ]);
  });

  it("carries the caller's id along", async () => {
    const context = given();
    await receive(
      withMessage(JSON.stringify({ executionArn: EXECUTION_ARN, task: { ...task, id: "a" } })),
      context,
    );
    expect(context.emitted[0]?.event).toMatchObject({ id: "a" });
  });

  it("that comes a little early is held until its task is due", async () => {
    const slept: number[] = [];
    const emittedMeanwhile: unknown[] = [];
    const context = given({
      sleep: async (ms) => {
        slept.push(ms);
        await new Promise(setImmediate);
        emittedMeanwhile.push(...context.emitted);
      },
    });
    const due = new Date(NOW + 900).toISOString();
    await receive(
      withMessage(JSON.stringify({ executionArn: EXECUTION_ARN, task: { ...task, timestamp: due } })),
      context,
    );
    await new Promise(setImmediate);
    expect([slept, emittedMeanwhile]).toEqual([[900], []]);
    expect(context.emitted).toHaveLength(1);
  });

  it("that comes far too early is asked for again", async () => {
    const context = given();
    const due = new Date(NOW + 60_000).toISOString();
    const message = withMessage(
      JSON.stringify({ executionArn: EXECUTION_ARN, task: { ...task, timestamp: due } }),
    );
    await expect(receive(message, context)).rejects.toMatchObject({
      code: "not_ready",
      headers: { "retry-after": "60" },
    });
    expect(context.emitted).toEqual([]);
  });

  it.each([
    ["no JSON", "x"],
    ["null", "null"],
    ["no task", JSON.stringify({ executionArn: EXECUTION_ARN })],
    [
      "a task without message",
      JSON.stringify({ executionArn: EXECUTION_ARN, task: { timestamp: task.timestamp } }),
    ],
    ["a task at no time", JSON.stringify({ executionArn: EXECUTION_ARN, task: { ...task, timestamp: "x" } })],
    [
      "a task with an id that is no text",
      JSON.stringify({ executionArn: EXECUTION_ARN, task: { ...task, id: 1 } }),
    ],
    ["no execution", JSON.stringify({ task })],
    [
      "an execution of another machine",
      JSON.stringify({ executionArn: EXECUTION_ARN.replace("dc_test", "dc_other"), task }),
    ],
  ])("that holds %s is refused for good", async (_, text) => {
    const context = given();
    await expect(receive(withMessage(text), context)).rejects.toMatchObject({ code: "untrusted_message" });
    expect(context.emitted).toEqual([]);
  });

  it.each([
    ["another account", ["123456789012", "999999999999"]],
    ["another region", ["us-east-1", "eu-west-1"]],
  ] as const)("of a topic of our name in %s is refused, without a call", async (_, [ours, theirs]) => {
    const TopicArn = STACK.topicArn.replace(ours, theirs);
    await expect(receive(signer.sign({ ...notification, TopicArn }), given())).rejects.toMatchObject({
      code: "untrusted_message",
    });
    expect(sns.calls()).toEqual([]);
  });

  it("that meets a throttle of AWS is asked for again: SNS takes 429 for the end of it", async () => {
    const context = given({ emit: () => Promise.reject(awsError("ThrottlingException")) });
    await expect(receive(signer.sign(notification), context)).rejects.toMatchObject({ code: "not_ready" });
  });

  it("that comes before the state is visible is asked for again", async () => {
    const context = given({ db: givenDb() });
    await expect(receive(signer.sign(notification), context)).rejects.toMatchObject({ code: "not_ready" });
    expect(sns.calls()).toEqual([]);
  });
});

describe("a confirmation", () => {
  it("is confirmed by the API, so that only the owner can unsubscribe", async () => {
    await receive(signer.sign(confirmation), given());
    expect(sns.commandCalls(ConfirmSubscriptionCommand)).toMatchObject([
      { args: [{ input: { TopicArn: STACK.topicArn, Token: "abc", AuthenticateOnUnsubscribe: "true" } }] },
    ]);
  });

  it("is confirmed by its URL where the policy does not allow the API", async () => {
    sns.on(ConfirmSubscriptionCommand).rejects(awsError("AuthorizationErrorException"));
    const fetch = givenFetch(signer.pem);
    await receive(signer.sign(confirmation), given({ fetch }));
    expect(fetch.urls.at(-1)).toBe(confirmation.SubscribeURL);
  });

  it.each([
    "https://evil.com/?Action=ConfirmSubscription",
    "http://sns.us-east-1.amazonaws.com/?x",
    "https://sns.us-east-1.amazonaws.com.evil.com/?x",
  ])("never leads to %s", async (SubscribeURL) => {
    sns.on(ConfirmSubscriptionCommand).rejects(awsError("AuthorizationErrorException"));
    const fetch = givenFetch(signer.pem);
    await expect(
      receive(signer.sign({ ...confirmation, SubscribeURL }), given({ fetch })),
    ).rejects.toMatchObject({
      code: "untrusted_message",
    });
    expect(fetch.urls).not.toContain(SubscribeURL);
  });

  it("that SNS does not take now is asked for again", async () => {
    sns.on(ConfirmSubscriptionCommand).rejects(awsError("AuthorizationErrorException"));
    const fetch: typeof globalThis.fetch = async (url) =>
      String(url).endsWith(".pem") ? new Response(signer.pem) : new Response("", { status: 500 });
    await expect(receive(signer.sign(confirmation), given({ fetch }))).rejects.toMatchObject({
      code: "not_ready",
    });
    sns.on(ConfirmSubscriptionCommand).rejects(awsError("InternalErrorException"));
    await expect(receive(signer.sign(confirmation), given())).rejects.toThrow("InternalErrorException");
  });
});

describe("a confirmation before the state is visible", () => {
  const early = () => given({ db: givenDb() });

  it("is confirmed if AWS says that the topic is ours", async () => {
    sns.on(CreateTopicCommand).resolves({ TopicArn: STACK.topicArn });
    await receive(signer.sign(confirmation), early());
    expect(sns.commandCalls(ConfirmSubscriptionCommand)).toHaveLength(1);
  });

  it("of a topic of our name in another account is refused", async () => {
    sns.on(CreateTopicCommand).resolves({ TopicArn: STACK.topicArn });
    const TopicArn = STACK.topicArn.replace("123456789012", "999999999999");
    await expect(receive(signer.sign({ ...confirmation, TopicArn }), early())).rejects.toMatchObject({
      code: "untrusted_message",
    });
    expect(sns.commandCalls(ConfirmSubscriptionCommand)).toEqual([]);
  });

  it("that is not genuine makes no call", async () => {
    await expect(receive(confirmation, early())).rejects.toMatchObject({ code: "untrusted_message" });
    expect(sns.calls()).toEqual([]);
  });

  it.each(["arn:aws:sns:us-east-1:123456789012:other", "no ARN"])(
    "of the topic %s is refused",
    async (TopicArn) => {
      await expect(receive(signer.sign({ ...confirmation, TopicArn }), early())).rejects.toMatchObject({
        code: "untrusted_message",
      });
      expect(sns.calls()).toEqual([]);
    },
  );
});

it("an unsubscribe confirmation is said in the log, and confirms nothing", async () => {
  const context = given();
  await receive(signer.sign(unsubscribeConfirmation), context);
  expect(context.lines).toEqual([expect.stringContaining("was removed")]);
  expect(sns.calls()).toEqual([]);
});
