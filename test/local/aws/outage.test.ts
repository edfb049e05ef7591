import { ListRolesCommand } from "@aws-sdk/client-iam";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { describe, expect, it, vi } from "vitest";
import { firstOf, outage } from "../../../local/aws/outage.ts";
import { clientConfig, startHarness } from "./harness.ts";

/** What a call is answered with: "served", the name of an error, or nothing. */
function answerOf(call: Promise<unknown>): { now: string | undefined; readonly settled: Promise<string> } {
  const answer: { now: string | undefined; settled: Promise<string> } = {
    now: undefined,
    settled: call
      .then(
        () => "served",
        (error: Error) => error.name,
      )
      .then((text) => {
        answer.now = text;
        return text;
      }),
  };
  return answer;
}

describe("an outage of a region", () => {
  it.each([
    ["hangs", undefined, undefined],
    ["fails", "InternalFailure", "InternalFailure"],
    ["throttles", "ThrottlingException", "Throttling"],
  ] as const)(
    "that %s concerns neither other regions nor IAM, and has no effect",
    async (how, states, sns) => {
      const harness = await startHarness();
      harness.aws.intercept = outage({ how, region: "us-east-1" });
      const elsewhere = new SNSClient(clientConfig(harness.aws, "eu-west-1"));
      const listing = answerOf(harness.sfn.send(new ListStateMachinesCommand({})));
      const creating = answerOf(harness.sns.send(new CreateTopicCommand({ Name: "tasks" })));
      await vi.waitFor(() => expect(harness.aws.calls).toHaveLength(2), { timeout: 5_000 });
      if (how !== "hangs") await Promise.all([listing.settled, creating.settled]);
      expect(await answerOf(harness.iam.send(new ListRolesCommand({}))).settled).toBe("served");
      expect(await answerOf(elsewhere.send(new ListTopicsCommand({}))).settled).toBe("served");
      expect([listing.now, creating.now]).toEqual([states, sns]);
      harness.aws.intercept = undefined;
      expect((await harness.sns.send(new ListTopicsCommand({}))).Topics ?? []).toEqual([]);
    },
  );
});

it("an outage of an account concerns its own key only", async () => {
  const { aws, sns } = await startHarness();
  aws.intercept = outage({ how: "fails", accessKeyId: "AKIDOTHER" });
  const config = clientConfig(aws);
  const other = new SFNClient({
    ...config,
    credentials: { ...config.credentials, accessKeyId: "AKIDOTHER" },
  });
  expect(await answerOf(other.send(new ListStateMachinesCommand({}))).settled).toBe("InternalFailure");
  expect(await answerOf(sns.send(new ListTopicsCommand({}))).settled).toBe("served");
});

it("a call can have its effect and hang", async () => {
  const { aws, sns } = await startHarness();
  aws.intercept = () => ({ hang: "after its effect" });
  const creating = answerOf(sns.send(new CreateTopicCommand({ Name: "tasks" })));
  await vi.waitFor(() => expect(aws.calls).toHaveLength(1), { timeout: 5_000 });
  aws.intercept = undefined;
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toHaveLength(1);
  expect(creating.now).toBeUndefined();
});

it("the first of several intercepts that finds a fault decides", async () => {
  const { aws, sns, sfn } = await startHarness();
  const throttled = outage({ how: "throttles", services: ["sns"] });
  aws.intercept = firstOf(undefined, throttled, outage({ how: "fails" }));
  expect(await answerOf(sns.send(new ListTopicsCommand({}))).settled).toBe("Throttling");
  expect(await answerOf(sfn.send(new ListStateMachinesCommand({}))).settled).toBe("InternalFailure");
});
