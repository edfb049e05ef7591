import { ListRolesCommand } from "@aws-sdk/client-iam";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { firstOf, outage } from "../../../local/aws/outage.ts";
import { clientConfig, startHarness } from "./harness.ts";

const MS = 300;

/** Whether a call is answered within some real time. */
async function answered(call: Promise<unknown>): Promise<string> {
  const answer = call.then(
    () => "served",
    (error: Error) => error.name,
  );
  return Promise.race([answer, new Promise<string>((resolve) => setTimeout(resolve, MS, "no answer"))]);
}

describe("an outage of a region", () => {
  it.each([
    ["hangs", "no answer", "no answer"],
    ["fails", "InternalFailure", "InternalFailure"],
    ["throttles", "ThrottlingException", "Throttling"],
  ] as const)(
    "that %s concerns neither other regions nor IAM, and has no effect",
    async (how, states, sns) => {
      const harness = await startHarness();
      harness.aws.intercept = outage({ how, region: "us-east-1" });
      const elsewhere = new SNSClient(clientConfig(harness.aws, "eu-west-1"));
      expect(await answered(harness.sfn.send(new ListStateMachinesCommand({})))).toBe(states);
      expect(await answered(harness.sns.send(new CreateTopicCommand({ Name: "tasks" })))).toBe(sns);
      expect(await answered(harness.iam.send(new ListRolesCommand({})))).toBe("served");
      expect(await answered(elsewhere.send(new ListTopicsCommand({})))).toBe("served");
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
  expect(await answered(other.send(new ListStateMachinesCommand({})))).toBe("InternalFailure");
  expect(await answered(sns.send(new ListTopicsCommand({})))).toBe("served");
});

it("a call can have its effect and hang", async () => {
  const { aws, sns } = await startHarness();
  aws.intercept = () => ({ hang: "after its effect" });
  expect(await answered(sns.send(new CreateTopicCommand({ Name: "tasks" })))).toBe("no answer");
  aws.intercept = undefined;
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toHaveLength(1);
});

it("the first of several intercepts that finds a fault decides", async () => {
  const { aws, sns, sfn } = await startHarness();
  const throttled = outage({ how: "throttles", services: ["sns"] });
  aws.intercept = firstOf(undefined, throttled, outage({ how: "fails" }));
  expect(await answered(sns.send(new ListTopicsCommand({})))).toBe("Throttling");
  expect(await answered(sfn.send(new ListStateMachinesCommand({})))).toBe("InternalFailure");
});
