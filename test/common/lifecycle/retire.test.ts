import { DeleteRoleCommand, DeleteRolePolicyCommand } from "@aws-sdk/client-iam";
import { DeleteStateMachineCommand, ListExecutionsCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { DeleteTopicCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import type { Context } from "../../../common/context.ts";
import { retire } from "../../../common/lifecycle/retire.ts";
import type { LocatedStack } from "../../../common/stack.ts";
import { readState } from "../../../common/state.ts";
import { awsError, NOW, STACK } from "../given.ts";
import { inputsOf, sent } from "../mocks.ts";
import { answerWith, DOWN, denied, FORMER, failAlways, given, givenAws, running } from "./given-aws.ts";

givenAws();

const DELETIONS = [
  DeleteStateMachineCommand,
  DeleteRolePolicyCommand,
  DeleteRoleCommand,
  UnsubscribeCommand,
  DeleteTopicCommand,
];
const deleted = () => sent().filter((name) => name.startsWith("Delete"));

async function run(stack: LocatedStack = STACK, change: Partial<Context> = {}) {
  const context = { ...given({ lastNumber: 1, stacks: [stack] }), ...change };
  const outcome = await retire(stack, context);
  return { outcome, context, left: readState(context.db).stacks };
}

describe("a stack on which nothing is pending", () => {
  it("is deleted after two looks, for what was just accepted is listed late", async () => {
    const { outcome, context, left } = await run();
    expect(outcome).toBe("deleted");
    expect(sent().slice(0, 3)).toEqual(["ListExecutions", "ListExecutions", "DeleteStateMachine"]);
    expect(context.slept).toEqual([5_000]);
    expect(left).toEqual([]);
    expect(context.logged).toEqual([["info", "Deleted the AWS resources in us-east-1"]]);
  });

  it("is out of use before the first deletion", async () => {
    const context = given({ lastNumber: 1, stacks: [STACK] });
    answerWith(DeleteStateMachineCommand, () => {
      expect(readState(context.db).stacks).toEqual([{ ...STACK, isRetired: true }]);
      return {};
    });
    expect(await retire(STACK, context)).toBe("deleted");
  });

  it("may have no machine any more", async () => {
    failAlways(ListExecutionsCommand, awsError("StateMachineDoesNotExist"));
    expect(await run()).toMatchObject({ outcome: "deleted", left: [] });
    expect(await run({ ...STACK, isRetired: true })).toMatchObject({ outcome: "deleted", left: [] });
  });
});

describe("a stack on which tasks are pending", () => {
  it.each([
    ["at the first look", [running("a")], 1],
    ["at the second look", [running(), running("a")], 2],
  ])("is kept as it is, seen %s", async (_, pages, looks) => {
    answerWith(ListExecutionsCommand, () => pages.shift());
    const { outcome, left } = await run();
    expect(outcome).toBe("kept");
    expect(sent()).toEqual(Array(looks).fill("ListExecutions"));
    expect(left).toEqual([STACK]);
  });

  it.each([
    ["they are to be cancelled", STACK, { pendingTasks: "cancel" as const }],
    ["its deletion was begun before", { ...STACK, isRetired: true }, {}],
  ])("is deleted with them if %s", async (_, stack, change) => {
    const pages = [running("a", "b")];
    answerWith(ListExecutionsCommand, () => pages.shift() ?? running());
    answerWith(StopExecutionCommand, () => ({}));
    const { outcome, context } = await run(stack, change);
    expect(outcome).toBe("deleted");
    expect(inputsOf(StopExecutionCommand)).toHaveLength(2);
    expect(context.logged[0]).toEqual(["warn", "Cancelled 2 pending tasks in us-east-1"]);
  });

  it("is not held up for longer than a hook may run", async () => {
    const context = { ...given({ lastNumber: 1, stacks: [STACK] }), pendingTasks: "cancel" as const };
    answerWith(ListExecutionsCommand, () => ({ ...running("a"), nextToken: "more" }));
    answerWith(StopExecutionCommand, async () => {
      await context.sleep(50_000);
      return {};
    });
    expect(await retire(STACK, context)).toBe("left");
    expect(context.now() - NOW).toBeLessThan(300_000);
    expect(context.lines.join()).toContain("no time was left");
    expect(readState(context.db).stacks).toEqual([{ ...STACK, isRetired: true }]);
  });

  it("reports one that was accepted at the very last moment", async () => {
    const pages = [running(), running(), running("a")];
    answerWith(ListExecutionsCommand, () => pages.shift() ?? running());
    answerWith(StopExecutionCommand, () => ({}));
    const { outcome, context } = await run();
    expect(outcome).toBe("deleted");
    expect(context.lines).toContain("Cancelled 1 pending tasks in us-east-1");
  });
});

describe("a stack of which AWS does not say whether tasks are pending", () => {
  it.each([
    ["at the first look", [DOWN]],
    ["at the second look", [running(), awsError("ThrottlingException")]],
  ])("is kept, and that is said: %s", async (_, answers) => {
    answerWith(ListExecutionsCommand, () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    });
    const { outcome, context, left } = await run();
    expect([outcome, deleted(), left]).toEqual(["kept", [], [STACK]]);
    expect(context.logged).toEqual([
      ["error", expect.stringContaining("Kept the AWS resources in us-east-1: AWS did not say")],
    ]);
  });

  it("is kept after 20 s without an answer", async () => {
    answerWith(ListExecutionsCommand, () => new Promise(() => {}));
    const { outcome, context } = await run();
    expect([outcome, context.slept]).toEqual(["kept", [20_000]]);
    expect(context.lines).toEqual([expect.stringContaining("AWS did not answer within 20 s")]);
  });

  it("is deleted where nobody may look, and that is said", async () => {
    failAlways(ListExecutionsCommand, denied("states:ListExecutions"));
    const { outcome, context } = await run();
    expect(outcome).toBe("deleted");
    expect(context.logged[0]).toEqual(["warn", expect.stringContaining("lacks states:ListExecutions")]);
  });
});

describe("a stack that cannot be deleted", () => {
  it("is remembered as what goes, and each part that is left is named", async () => {
    failAlways(DeleteRolePolicyCommand, denied("iam:DeleteRolePolicy"));
    failAlways(DeleteRoleCommand, awsError("DeleteConflictException"));
    const { outcome, context, left } = await run();
    expect(outcome).toBe("left");
    expect(left).toEqual([{ ...STACK, isRetired: true }]);
    expect(context.logged).toEqual([
      ["error", expect.stringContaining("Could not delete inline policy")],
      ["error", expect.stringContaining(`Could not delete role ${STACK.roleName}`)],
    ]);
  });

  it("at all is used as before", async () => {
    for (const command of DELETIONS) failAlways(command, denied());
    const { outcome, left } = await run();
    expect([outcome, left]).toEqual(["left", [STACK]]);
  });

  const revoked = awsError("InvalidClientTokenId", "x", 403);
  it.each([
    ["with revoked keys of a former account is given up", FORMER, revoked, 0],
    ["for another reason may be deleted another time", FORMER, DOWN, 1],
    ["with wrong keys of its own may be deleted another time", undefined, revoked, 1],
  ])("%s", async (_, credentials, error, count) => {
    for (const command of DELETIONS) failAlways(command, error);
    const { outcome, left } = await run({ ...STACK, credentials }, { pendingTasks: "cancel" });
    expect([outcome, left.length]).toEqual(["left", count]);
  });
});
