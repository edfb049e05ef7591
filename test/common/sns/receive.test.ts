import { SendTaskSuccessCommand } from "@aws-sdk/client-sfn";
import { ConfirmSubscriptionCommand, CreateTopicCommand } from "@aws-sdk/client-sns";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SnsMessage } from "../../../common/sns/message.ts";
import { receive } from "../../../common/sns/receive.ts";
import { awsError, EXECUTION_ARN, givenContext, givenDb, NOW, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sfn, sns } from "../mocks.ts";
import {
  DENIED,
  DOWN,
  givenClosedToken,
  givenExecution,
  MESSAGE_ID,
  NO_CONNECTION,
  running,
} from "../tasks/given.ts";
import {
  confirmation,
  givenFetch,
  givenSigner,
  notification,
  posted,
  type Signer,
  task,
  unsubscribeConfirmation,
} from "./given.ts";

let signer: Signer;
beforeAll(async () => {
  signer = await givenSigner();
});
beforeEach(resetMocks);

function given(change: Parameters<typeof givenContext>[0] = {}) {
  return givenContext({ fetch: givenFetch(signer.pem), ...change });
}
const receiveSigned = (message: SnsMessage, context = given()) =>
  receive(posted(signer.sign(message)), context);
const holding = (content: object) => ({ ...notification, Message: JSON.stringify(content) });
const claimable = holding({ executionArn: EXECUTION_ARN, task, taskToken: "token" });

describe("a notification", () => {
  it("emits its task", async () => {
    const context = given();
    expect(await receiveSigned(notification, context)).toMatchObject({
      status: 200,
      body: '{"received":"Notification"}',
    });
    expect(context.emitted).toEqual([
      {
        event: { ...task, executionArn: EXECUTION_ARN },
        key: "a",
        summary: "Task a, due 2026-11-23T12:00:00.000Z",
        publishedAt: NOW,
      },
    ]);
  });

  it("claims its task with its own message id", async () => {
    await receiveSigned(claimable);
    expect(inputsOf(SendTaskSuccessCommand)).toEqual([
      { taskToken: "token", output: JSON.stringify({ claimedBy: MESSAGE_ID }) },
    ]);
  });

  it("that is not genuine makes no call, and emits nothing", async () => {
    const context = given();
    const forged = { ...signer.sign(claimable), MessageId: "another" };
    await expect(receive(posted(forged), context)).rejects.toMatchObject({ code: "untrusted_message" });
    expect([sent(), context.emitted]).toEqual([[], []]);
  });

  it("of an unknown topic is refused before its certificate is fetched", async () => {
    const fetch = givenFetch(signer.pem);
    const TopicArn = STACK.topicArn.replace("123456789012", "999999999999");
    await expect(receiveSigned({ ...notification, TopicArn }, given({ fetch }))).rejects.toMatchObject({
      code: "untrusted_message",
    });
    expect([fetch.urls, sent()]).toEqual([[], []]);
  });

  it("that comes before the state is visible is asked for again", async () => {
    const context = given({ db: givenDb() });
    await expect(receiveSigned(notification, context)).rejects.toMatchObject({ code: "not_ready" });
    expect(sent()).toEqual([]);
  });
});

describe("what passes is asked for again, for SNS repeats after 5xx", () => {
  it.each([
    [
      "a throttle of the claim",
      () => sfn.on(SendTaskSuccessCommand).rejects(awsError("ThrottlingException")),
    ],
    ["a 5xx of the claim", () => sfn.on(SendTaskSuccessCommand).rejects(DOWN)],
    ["no connection for the claim", () => sfn.on(SendTaskSuccessCommand).rejects(NO_CONNECTION)],
    ["a throttle of the look", () => [givenClosedToken(), givenExecution(awsError("ThrottlingException"))]],
    ["a look that shows what was before", () => [givenClosedToken(), givenExecution(running)]],
  ])("%s", async (_, arrange) => {
    arrange();
    const context = given();
    await expect(receiveSigned(claimable, context)).rejects.toMatchObject({
      code: "not_ready",
      headers: { "retry-after": expect.stringMatching(/^\d+$/) },
    });
    expect(context.emitted).toEqual([]);
  });

  it("a throttle of a confirmation", async () => {
    sns.on(ConfirmSubscriptionCommand).rejects(awsError("ThrottledException", "x", 429));
    await expect(receiveSigned(confirmation)).rejects.toMatchObject({ code: "not_ready" });
  });

  it("but not what AWS refuses for good", async () => {
    sfn.on(SendTaskSuccessCommand).rejects(awsError("InvalidOutput"));
    await expect(receiveSigned(claimable)).rejects.toThrow("InvalidOutput");
  });
});

it("a task that may not be claimed is emitted all the same", async () => {
  sfn.on(SendTaskSuccessCommand).rejects(DENIED);
  const context = given();
  await receiveSigned(claimable, context);
  expect(context.emitted).toHaveLength(1);
});

describe("a confirmation", () => {
  it("is confirmed", async () => {
    expect(await receiveSigned(confirmation)).toMatchObject({
      status: 200,
      body: '{"received":"SubscriptionConfirmation"}',
    });
    expect(sent()).toEqual(["ConfirmSubscription"]);
  });

  it("of a stack that is being made is confirmed before that is in the record", async () => {
    sns.on(CreateTopicCommand).resolves({ TopicArn: STACK.topicArn });
    await receiveSigned(confirmation, given({ db: givenDb() }));
    expect(sent()).toEqual(["CreateTopic", "ConfirmSubscription"]);
  });

  it.each([given, () => given({ db: givenDb() })])(
    "that is not genuine makes no call (%#)",
    async (context) => {
      await expect(receive(posted(confirmation), context())).rejects.toMatchObject({
        code: "untrusted_message",
      });
      expect(sent()).toEqual([]);
    },
  );
});

it("an unsubscribe confirmation is said in the log, and confirms nothing", async () => {
  const context = given();
  expect(await receiveSigned(unsubscribeConfirmation, context)).toMatchObject({ status: 200 });
  expect(context.logged).toEqual([["warn", expect.stringContaining("was removed")]]);
  expect(sent()).toEqual([]);
});

describe("raw delivery", () => {
  it.each([
    ["a task as it was published", claimable.Message],
    ["a genuine message", undefined],
  ])("is asked for again, and said in the log: %s", async (_, body) => {
    const context = given();
    const request = posted(body ?? signer.sign(notification), { "x-amz-sns-rawdelivery": "true" });
    await expect(receive(request, context)).rejects.toMatchObject({
      code: "not_ready",
      headers: { "retry-after": "60" },
      message: expect.stringContaining("Turn off raw message delivery"),
    });
    expect(context.logged).toEqual([["error", expect.stringContaining("Update the source")]]);
    expect([sent(), context.emitted]).toEqual([[], []]);
  });

  it("is off where SNS says so", async () => {
    const request = posted(signer.sign(notification), { "x-amz-sns-rawdelivery": "false" });
    expect(await receive(request, given())).toMatchObject({ status: 200 });
  });
});

it.each([
  [undefined, "invalid_json"],
  ["text", "invalid_json"],
  [{ timestamp: "2026-12-24T18:00:00Z", message: "hello" }, "invalid_request"],
])("a body of %j is no message of SNS", async (body, code) => {
  await expect(receive(posted(body), given())).rejects.toMatchObject({ code });
  expect(sent()).toEqual([]);
});
