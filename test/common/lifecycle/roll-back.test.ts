import { DeleteRoleCommand } from "@aws-sdk/client-iam";
import { ListExecutionsCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, DeleteTopicCommand } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { namesOf } from "../../../common/aws/names.ts";
import { rollBack, toActivationError } from "../../../common/lifecycle/roll-back.ts";
import { type ResourceKind, StepError } from "../../../common/lifecycle/step.ts";
import type { Stack } from "../../../common/stack.ts";
import { readState } from "../../../common/state.ts";
import { awsError, NOW, STACK } from "../given.ts";
import { inputsOf, sent } from "../mocks.ts";
import { answerWith, DOWN, denied, failAlways, given, givenAws, running } from "./given-aws.ts";

givenAws();

const NEW: Stack = { number: 2, region: "us-east-1", ...namesOf("dc_test", "us-east-1", 2) };
const LOCATED: Stack = { ...NEW, topicArn: `${STACK.topicArn}-2` };
const REFUSED = awsError("InvalidClientTokenId", "The token is invalid.", 403);

async function run(stack: Stack, made: readonly ResourceKind[], error: unknown) {
  const context = given({ lastNumber: 2, stacks: [STACK, stack] });
  const thrown = (await rollBack(2, new Set(made), error, context)) as Error;
  const { stacks, lastNumber } = readState(context.db);
  return { thrown, context, lastNumber, left: stacks.filter(({ number }) => number === 2) };
}

describe("after a first call that AWS refused", () => {
  it("there is nothing to delete or to remember, and the number is free", async () => {
    const { thrown, left, lastNumber } = await run(
      NEW,
      [],
      new StepError("create the SNS topic", [], REFUSED),
    );
    expect(sent()).toEqual([]);
    expect([left, lastNumber]).toEqual([[], 1]);
    expect(thrown).toMatchObject({
      name: "ActivationError",
      message: expect.stringMatching(
        /^Could not create the SNS topic: .*InvalidClientTokenId: The token is invalid\.$/,
      ),
      cause: REFUSED,
    });
  });
});

describe("after a first call whose answer is lost", () => {
  const error = new StepError("create the SNS topic", ["topic"], DOWN);

  it("the topic is looked for by its name, and deleted", async () => {
    const { thrown, left, lastNumber } = await run(NEW, [], error);
    expect(sent()).toEqual(["CreateTopic", "DeleteTopic"]);
    expect(inputsOf(DeleteTopicCommand)).toEqual([{ TopicArn: LOCATED.topicArn }]);
    expect(thrown.message).toBe("Could not create the SNS topic: InternalFailure: down.");
    expect([left, lastNumber]).toEqual([[], 2]);
  });

  it("nothing can be said of it while AWS is down, but that it may be there", async () => {
    failAlways(CreateTopicCommand, DOWN);
    const { thrown, left } = await run(NEW, [], error);
    expect(thrown.message).toBe(
      `Could not create the SNS topic: InternalFailure: down. Left behind: perhaps the topic ${NEW.topicName} (InternalFailure: down).`,
    );
    expect(left).toEqual([{ ...NEW, isRetired: true }]);
  });
});

describe("after a later step", () => {
  const deletions: [string, unknown, ResourceKind | undefined, ResourceKind[], string[]][] = [
    ["that was refused, what was made before", denied(), "role", ["topic"], ["DeleteTopic"]],
    ["that may have been done, that too", DOWN, "role", ["topic"], ["DeleteRole", "DeleteTopic"]],
    [
      "that makes nothing, what was made before",
      DOWN,
      undefined,
      ["topic", "role"],
      ["DeleteRole", "DeleteTopic"],
    ],
    [
      "that was the last, all of it",
      denied(),
      "subscription",
      ["topic", "role", "policy", "state machine"],
      [
        ...["ListExecutions", "DeleteStateMachine", "ListExecutions"],
        ...["DeleteRolePolicy", "DeleteRole", "DeleteTopic"],
      ],
    ],
  ];

  it.each(deletions)("%s is deleted", async (_, cause, resource, made, commands) => {
    const { left, lastNumber } = await run(
      LOCATED,
      made,
      new StepError(
        "do it",
        resource === undefined || cause !== DOWN ? [] : [resource as ResourceKind],
        cause,
      ),
    );
    expect(sent()).toEqual(commands);
    expect([left, lastNumber]).toEqual([[], 2]);
  });

  it("what cannot be deleted is named, and remembered as what goes", async () => {
    failAlways(DeleteRoleCommand, denied("iam:DeleteRole"));
    const error = new StepError("put the policy on the IAM role", [], denied("iam:PutRolePolicy"));
    const { thrown, left } = await run(LOCATED, ["topic", "role"], error);
    expect(thrown.message).toBe(
      `Could not put the policy on the IAM role: the policy of the AWS user lacks iam:PutRolePolicy. ${denied("iam:PutRolePolicy").name}: ${denied("iam:PutRolePolicy").message}. Left behind: role ${NEW.roleName} (the policy of the AWS user lacks iam:DeleteRole. AccessDenied: ${denied("iam:DeleteRole").message}).`,
    );
    expect(left).toEqual([{ ...LOCATED, isRetired: true }]);
  });

  it("it stops tasks for a minute at most", async () => {
    const context = given({ lastNumber: 2, stacks: [LOCATED] });
    answerWith(ListExecutionsCommand, () => ({ ...running("a"), nextToken: "more" }));
    answerWith(StopExecutionCommand, async () => {
      await context.sleep(7_000);
      return {};
    });
    const error = new StepError("subscribe", [], denied());
    const thrown = (await rollBack(2, new Set(["topic", "state machine"]), error, context)) as Error;
    expect(context.now() - NOW).toBeGreaterThan(50_000);
    expect(context.now() - NOW).toBeLessThan(75_000);
    expect(thrown.message).toContain("Left behind: topic");
  });
});

describe("an error that is no step's", () => {
  it.each([new TypeError("a defect"), "text"])("is handed on as it is: %s", async (error) => {
    const { thrown, left } = await run(LOCATED, ["topic"], error);
    expect(thrown).toBe(error);
    expect(sent()).toEqual([]);
    expect(left).toEqual([LOCATED]);
  });

  it("is handed on where there is no such stack", async () => {
    const error = new StepError("do it", ["topic"], DOWN);
    expect(await rollBack(7, new Set(), error, given())).toBe(error);
  });
});

it("an activation error says what failed, why, and what was left behind", () => {
  const error = new StepError("do it", ["topic"], awsError("Busy", "Wait."));
  expect(toActivationError(error).message).toBe("Could not do it: Busy: Wait.");
  expect(toActivationError(error, ["a", "b"]).message).toBe(
    "Could not do it: Busy: Wait. Left behind: a; b.",
  );
});
