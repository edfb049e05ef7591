import { DeleteRoleCommand } from "@aws-sdk/client-iam";
import { DeleteStateMachineCommand, ListExecutionsCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { deactivate } from "../../../common/lifecycle/deactivate.ts";
import type { Stack, State } from "../../../common/stack.ts";
import { readState } from "../../../common/state.ts";
import { awsError, type GivenContext, STACK } from "../given.ts";
import { inputsOf, mocks, sent, type sfn } from "../mocks.ts";
import {
  answerWith,
  DOWN,
  denied,
  empty,
  FORMER,
  failAlways,
  given,
  givenAws,
  OWN,
  running,
} from "./given-aws.ts";

givenAws();

const ACTIVE: Partial<State> = { lastNumber: 1, current: 1, stacks: [STACK], lastHook: "activate" };
const { topicArn: _, roleArn: __, stateMachineArn: ___, subscriptionArn: ____, ...NAMED } = STACK;
const deletions = () => sent().filter((name) => name.startsWith("Delete"));

async function run(context: GivenContext = given(ACTIVE)) {
  await deactivate(context);
  return { context, state: readState(context.db) };
}

describe("deactivate", () => {
  it("deletes a stack on which nothing is pending, and remembers its number", async () => {
    const { context, state } = await run();
    expect(state).toEqual({ version: 2, lastNumber: 1, stacks: [], lastHook: "deactivate" });
    expect(deletions()).toHaveLength(4);
    expect(sent()).not.toContain("CreateTopic");
    expect(context.lines).toEqual(["Deleted the AWS resources in us-east-1"]);
  });

  it("keeps one on which tasks are pending, current, with the keys to it", async () => {
    answerWith(ListExecutionsCommand, () => running("a"));
    const { context, state } = await run();
    expect(state).toMatchObject({
      current: 1,
      stacks: [{ ...STACK, credentials: OWN }],
      lastHook: "deactivate",
    });
    expect(deletions()).toEqual([]);
    expect(context.lines).toEqual(["Kept the AWS resources in us-east-1, where tasks are pending"]);
  });

  it("cancels pending tasks where the owner chose that", async () => {
    answerWith(ListExecutionsCommand, () => running("a"));
    answerWith(StopExecutionCommand, () => ({}));
    const { state } = await run({ ...given(ACTIVE), pendingTasks: "cancel" });
    expect(state.stacks).toEqual([]);
    expect(sent()).toContain("StopExecution");
  });

  it("goes on with the next stack where one is kept", async () => {
    const there = {
      ...STACK,
      number: 2,
      region: "eu-west-1",
      topicArn: STACK.topicArn.replace("us-east-1", "eu-west-1"),
    };
    answerWith(ListExecutionsCommand, ({ stateMachineArn }) =>
      stateMachineArn.includes("us-east-1") ? running("a") : running(),
    );
    const { state } = await run(given({ ...ACTIVE, stacks: [STACK, there] }));
    expect(state.stacks).toMatchObject([{ number: 1 }]);
  });

  it("remembers what it could not delete, with the keys to it", async () => {
    failAlways(DeleteRoleCommand, denied("iam:DeleteRole"));
    const { state } = await run();
    expect(state.stacks).toEqual([{ ...STACK, isRetired: true, credentials: OWN }]);
  });

  it("keeps the keys that a stack of another account has", async () => {
    answerWith(ListExecutionsCommand, () => running("a"));
    const former: Stack = { ...STACK, credentials: FORMER };
    expect((await run(given({ ...ACTIVE, stacks: [former] }))).state.stacks).toEqual([former]);
  });
});

describe("what an interrupted activation may have left", () => {
  it("is looked for by the number after the last, and deleted, unless the last activation ended", async () => {
    const { context, state } = await run(empty());
    expect(inputsOf(CreateTopicCommand)).toMatchObject([{ Name: STACK.topicName }]);
    expect(inputsOf(DeleteStateMachineCommand)).toEqual([{ stateMachineArn: STACK.stateMachineArn }]);
    expect(deletions()).toHaveLength(4);
    expect(state).toEqual({ version: 2, lastNumber: 1, stacks: [], lastHook: "deactivate" });
    expect(context.lines).toEqual(["Deleted the AWS resources in us-east-1"]);
  });

  it("of a stack that has its number already is found by its names", async () => {
    const { state } = await run(given({ ...ACTIVE, stacks: [NAMED] }));
    expect(inputsOf(CreateTopicCommand)).toMatchObject([{ Name: STACK.topicName }]);
    expect(deletions()).toHaveLength(4);
    expect(state).toMatchObject({ lastNumber: 1, stacks: [] });
  });

  it("goes with its tasks, which nobody was told of", async () => {
    answerWith(ListExecutionsCommand, () => running("a"));
    answerWith(StopExecutionCommand, () => ({}));
    const { state } = await run(empty());
    expect(state.stacks).toEqual([]);
  });

  it("that cannot be looked for is no reason to fail, and that is said", async () => {
    failAlways(CreateTopicCommand, denied("sns:CreateTopic"));
    const { context, state } = await run(empty());
    expect(state).toMatchObject({ stacks: [], lastHook: "deactivate" });
    expect(context.logged).toEqual([
      ["warn", expect.stringContaining("Could not look for what an interrupted activation may have left")],
    ]);
  });
});

describe("deactivate never throws", () => {
  it.each([denied(), DOWN, awsError("InvalidClientTokenId", "x", 403), new TypeError("a defect")])(
    "whatever AWS answers to everything: %s",
    async (error) => {
      for (const mock of mocks) (mock as typeof sfn).reset();
      for (const mock of mocks) (mock as typeof sfn).onAnyCommand().rejects(error);
      for (const lastHook of ["activate", "deactivate"] as const) {
        const { context, state } = await run(
          given({ ...ACTIVE, stacks: [STACK, { ...NAMED, number: 2 }], lastHook }),
        );
        expect(state.lastHook).toBe("deactivate");
        expect(state.stacks).toHaveLength(2);
        expect(context.lines.join()).not.toContain("Deleted");
      }
    },
  );

  it("without an account, which is said where there is something to delete", async () => {
    const { context, state } = await run({ ...given(ACTIVE), credentials: undefined });
    expect(state).toEqual({ version: 2, ...ACTIVE });
    expect(context.logged).toEqual([["error", expect.stringContaining("No AWS account is connected")]]);
    expect((await run({ ...empty(), credentials: undefined })).context.lines).toEqual([]);
    expect(sent()).toEqual([]);
  });

  it("where a client cannot be made", async () => {
    const aws = () => {
      throw new TypeError("a defect");
    };
    const { context, state } = await run({ ...given(ACTIVE), pendingTasks: "cancel", aws });
    expect(state.lastHook).toBe("deactivate");
    expect(context.logged).toEqual([["error", "Could not clean up in AWS: TypeError: a defect"]]);
  });
});

describe("a stack of another account whose keys are not known", () => {
  const there: Stack = {
    ...STACK,
    number: 2,
    topicArn: STACK.topicArn.replace("123456789012", "999999999999"),
    stateMachineArn: STACK.stateMachineArn.replace("123456789012", "999999999999"),
  };
  const both = () => given({ ...ACTIVE, stacks: [STACK, there] });

  it("is left as it is: a role of its name may be another stack's", async () => {
    answerWith(ListExecutionsCommand, ({ stateMachineArn }) => {
      if (stateMachineArn.includes("999999999999")) throw denied();
      return running("a");
    });
    const { context } = await run(both());
    expect(deletions()).toEqual([]);
    expect(context.logged).toContainEqual([
      "error",
      `Left as it is: ${there.topicArn}. The keys of its account are not known any more`,
    ]);
  });

  it("is not given the keys of this one", async () => {
    answerWith(ListExecutionsCommand, () => running("a"));
    const { state } = await run(both());
    expect(state.stacks).toContainEqual(there);
    expect(state.stacks).toContainEqual({ ...STACK, credentials: OWN });
  });
});
