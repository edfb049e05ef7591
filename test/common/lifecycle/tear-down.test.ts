import { DeleteRoleCommand, DeleteRolePolicyCommand } from "@aws-sdk/client-iam";
import { DeleteStateMachineCommand, ListExecutionsCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, DeleteTopicCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { RESOURCE_KINDS, type ResourceKind } from "../../../common/lifecycle/step.ts";
import { locate, tearDown } from "../../../common/lifecycle/tear-down.ts";
import type { LocatedStack } from "../../../common/stack.ts";
import { readState } from "../../../common/state.ts";
import { awsError, STACK } from "../given.ts";
import { inputsOf, sent } from "../mocks.ts";
import { answerWith, DOWN, denied, FORMER, failAlways, given, givenAws, running } from "./given-aws.ts";

givenAws();

interface Options {
  readonly stack?: LocatedStack;
  readonly kinds?: readonly ResourceKind[];
  readonly isIdle?: boolean;
  readonly isLate?: () => boolean;
}

async function run({
  stack = STACK,
  kinds = RESOURCE_KINDS,
  isIdle = false,
  isLate = () => false,
}: Options = {}) {
  const context = given({ lastNumber: 1, stacks: [stack] });
  const result = await tearDown(stack, { kinds: new Set(kinds), isIdle, isLate }, context);
  return { ...result, context, left: readState(context.db).stacks };
}

describe("tear-down", () => {
  it("deletes each resource before those it names, and forgets the stack", async () => {
    const { left, remnants, stopped, isUntouched } = await run();
    expect(sent()).toEqual([
      "ListExecutions",
      "DeleteStateMachine",
      "ListExecutions",
      "DeleteRolePolicy",
      "DeleteRole",
      "Unsubscribe",
      "DeleteTopic",
    ]);
    expect({ left, remnants, stopped, isUntouched }).toEqual({
      left: [],
      remnants: [],
      stopped: 0,
      isUntouched: false,
    });
    const { stateMachineArn, roleName, policyName, subscriptionArn, topicArn } = STACK;
    expect(inputsOf(DeleteStateMachineCommand)).toEqual([{ stateMachineArn }]);
    expect(inputsOf(DeleteRolePolicyCommand)).toEqual([{ RoleName: roleName, PolicyName: policyName }]);
    expect(inputsOf(DeleteRoleCommand)).toEqual([{ RoleName: roleName }]);
    expect(inputsOf(UnsubscribeCommand)).toEqual([{ SubscriptionArn: subscriptionArn }]);
    expect(inputsOf(DeleteTopicCommand)).toEqual([{ TopicArn: topicArn }]);
  });

  it("does not look twice for tasks where nothing ran a moment ago", async () => {
    await run({ isIdle: true });
    expect(sent().slice(0, 2)).toEqual(["DeleteStateMachine", "ListExecutions"]);
  });

  it("has no subscription to end where none was made", async () => {
    const { subscriptionArn: _, ...stack } = STACK;
    const { left } = await run({ stack });
    expect(sent()).not.toContain("Unsubscribe");
    expect(left).toEqual([]);
  });

  it("finds a machine and a role by their names, of whose creation nothing was heard", async () => {
    const { stateMachineArn, roleArn: _, ...stack } = STACK;
    await run({ stack });
    expect(inputsOf(DeleteStateMachineCommand)).toEqual([{ stateMachineArn }]);
    expect(sent()).toContain("DeleteRole");
  });

  it.each<[ResourceKind[], string[]]>([
    [[], []],
    [["topic"], ["DeleteTopic"]],
    [
      ["topic", "role", "policy"],
      ["DeleteRolePolicy", "DeleteRole", "DeleteTopic"],
    ],
  ])("deletes no other kind than %j", async (kinds, commands) => {
    await run({ kinds });
    expect(sent()).toEqual(commands);
  });

  const steps = [
    ["state machine", DeleteStateMachineCommand, `state machine ${STACK.stateMachineArn}`],
    ["policy", DeleteRolePolicyCommand, `inline policy ${STACK.policyName} of role ${STACK.roleName}`],
    ["role", DeleteRoleCommand, `role ${STACK.roleName}`],
    ["subscription", UnsubscribeCommand, `subscription ${STACK.subscriptionArn}`],
    ["topic", DeleteTopicCommand, `topic ${STACK.topicArn}`],
  ] as const;

  it.each(steps)(
    "goes on without the %s, and names and remembers what is left",
    async (_, command, resource) => {
      const cause = denied("any:Delete");
      failAlways(command, cause);
      const { remnants, left, isUntouched } = await run();
      expect(remnants).toEqual([{ resource, cause }]);
      expect(left).toEqual([STACK]);
      expect(isUntouched).toBe(false);
      expect(sent().at(-1)).toBe("DeleteTopic");
    },
  );

  it("takes what is gone for deleted", async () => {
    failAlways(DeleteRolePolicyCommand, awsError("NoSuchEntityException"));
    failAlways(DeleteRoleCommand, awsError("NoSuchEntityException"));
    failAlways(UnsubscribeCommand, awsError("InvalidParameterException"));
    failAlways(DeleteTopicCommand, awsError("NotFoundException"));
    failAlways(ListExecutionsCommand, awsError("AccessDeniedException"));
    expect((await run()).left).toEqual([]);
  });

  it("begins nothing when its time is over, and says so", async () => {
    const late = [false];
    const { remnants } = await run({ isIdle: true, isLate: () => late.shift() ?? true });
    expect(sent()).toEqual(["DeleteStateMachine", "ListExecutions"]);
    expect(remnants.map(({ cause }) => cause)).toEqual(Array(4).fill(new Error("no time was left")));
  });

  it.each([
    ["all is denied", denied(), true],
    ["all fails", DOWN, false],
  ])("leaves a stack untouched if %s: %s", async (_, error, expected) => {
    for (const [, command] of steps) failAlways(command, error);
    expect(await run()).toMatchObject({ isUntouched: expected, remnants: { length: 5 } });
  });

  it("uses the keys of the stack's account", async () => {
    const { context } = await run({ stack: { ...STACK, credentials: FORMER } });
    const keys: unknown[] = [];
    const aws: typeof context.aws = (where) => {
      keys.push(where.credentials);
      return context.aws(where);
    };
    const options = { kinds: new Set(RESOURCE_KINDS), isIdle: false, isLate: () => false };
    await tearDown({ ...STACK, credentials: FORMER }, options, { ...context, aws });
    expect(new Set(keys)).toEqual(new Set([FORMER]));
  });
});

describe("tear-down of a stack with tasks", () => {
  it("stops them before and after the machine goes, and counts", async () => {
    const pages = [running("a", "b"), running("c"), running()];
    answerWith(ListExecutionsCommand, () => pages.shift());
    answerWith(StopExecutionCommand, () => ({}));
    const { stopped } = await run();
    expect(stopped).toBe(3);
    const cause = JSON.stringify({ cancelledBy: "the source was deactivated" });
    expect(inputsOf(StopExecutionCommand)).toEqual(
      ["a", "b", "c"].map((executionArn) => ({ executionArn, cause })),
    );
    expect(sent().indexOf("DeleteStateMachine")).toBe(3);
  });

  it("deletes the machine also where it may not look for them", async () => {
    failAlways(ListExecutionsCommand, denied("states:ListExecutions"));
    expect((await run()).left).toEqual([]);
    expect(sent()).toContain("DeleteStateMachine");
  });

  it.each([
    ["list", () => failAlways(ListExecutionsCommand, DOWN)],
    [
      "stop",
      () => {
        answerWith(ListExecutionsCommand, () => running("a"));
        failAlways(StopExecutionCommand, DOWN);
      },
    ],
  ])("keeps the machine while it cannot %s them, but not the rest", async (_, arrange) => {
    arrange();
    const { remnants, left } = await run();
    expect(remnants).toEqual([{ resource: `state machine ${STACK.stateMachineArn}`, cause: DOWN }]);
    expect(sent()).not.toContain("DeleteStateMachine");
    expect(left).toEqual([STACK]);
  });
});

describe("locate", () => {
  const { topicArn, ...unlocated } = STACK;

  it("knows where a stack is by its topic, without a call", async () => {
    expect(await locate(STACK, given())).toEqual(STACK);
    expect(sent()).toEqual([]);
  });

  it("asks AWS for a topic whose creation was not heard of", async () => {
    expect(await locate(unlocated, given())).toEqual({ ...unlocated, topicArn });
    expect(inputsOf(CreateTopicCommand)).toMatchObject([{ Name: STACK.topicName }]);
  });
});
