import { DeleteRoleCommand, DeleteRolePolicyCommand } from "@aws-sdk/client-iam";
import { DeleteStateMachineCommand, ListExecutionsCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, DeleteTopicCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import { describe, expect, it } from "vitest";
import { deactivate } from "../../../common/lifecycle/deactivate.ts";
import { readState } from "../../../common/state.ts";
import { awsError, givenContext, givenDb, STACK } from "../given.ts";
import { iam, sfn, sns } from "../mocks.ts";
import { denied, empty, givenAws, sent, stackIn } from "./given-aws.ts";

givenAws();

const FORMER = { accessKeyId: "AKIAFORMER", secretAccessKey: "-" };
const runs = { executions: [{ executionArn: "a" }] as never };

describe("deactivate", () => {
  it("deletes everything, what depends on another first, and forgets it", async () => {
    const context = givenContext();
    await deactivate(context);
    expect(sent()).toEqual([
      "ListExecutions",
      "ListExecutions",
      "DeleteStateMachine",
      "ListExecutions",
      "DeleteRolePolicy",
      "DeleteRole",
      "Unsubscribe",
      "DeleteTopic",
    ]);
    expect(readState(context.db).stacks).toEqual([]);
    expect(context.lines).toEqual(["Deleted the AWS resources in us-east-1"]);
  });

  it("stops what is pending, page by page, before it deletes its machine", async () => {
    sfn
      .on(ListExecutionsCommand)
      .resolvesOnce({ executions: [{ executionArn: "a" }, { executionArn: "b" }] as never, nextToken: "t" })
      .resolvesOnce({ executions: [{ executionArn: "c" }] as never })
      .resolves({ executions: [] });
    sfn.on(StopExecutionCommand).resolves({ stopDate: new Date() });
    await deactivate(givenContext({ pendingTasks: "cancel" }));
    expect(
      sfn
        .commandCalls(StopExecutionCommand)
        .map(({ args }) => args[0].input.executionArn)
        .toSorted(),
    ).toEqual(["a", "b", "c"]);
    expect(sfn.commandCalls(ListExecutionsCommand)[1]?.args[0].input).toMatchObject({
      stateMachineArn: STACK.stateMachineArn,
      statusFilter: "RUNNING",
      nextToken: "t",
    });
    expect(sent().indexOf("DeleteStateMachine")).toBeGreaterThan(sent().lastIndexOf("StopExecution"));
  });

  it("does not stop for longer than a hook may run", async () => {
    const context = givenContext({ pendingTasks: "cancel" });
    sfn
      .on(ListExecutionsCommand)
      .resolves({ executions: [{ executionArn: "a" }] as never, nextToken: "more" });
    sfn.on(StopExecutionCommand).callsFake(async () => {
      await context.sleep(60_000);
      return { stopDate: new Date() };
    });
    await deactivate(context);
    expect(sfn.commandCalls(StopExecutionCommand).length).toBeLessThan(10);
    expect(readState(context.db).stacks).toEqual([]);
  });

  it("deletes the machine also where it may not look for pending tasks", async () => {
    sfn.on(ListExecutionsCommand).rejects(awsError("AccessDeniedException"));
    await deactivate(givenContext());
    expect(sfn.commandCalls(DeleteStateMachineCommand)).toHaveLength(1);
  });

  const steps = [
    ["state machine", sfn, DeleteStateMachineCommand, "stateMachineArn"],
    ["inline policy", iam, DeleteRolePolicyCommand, "policyName"],
    ["role", iam, DeleteRoleCommand, "roleName"],
    ["subscription", sns, UnsubscribeCommand, "subscriptionArn"],
    ["topic", sns, DeleteTopicCommand, "topicArn"],
  ] as const;

  it.each(steps)(
    "goes on without the %s, says so, and remembers it for the next time",
    async (name, client, command, key) => {
      (client as typeof sns).on(command as never).rejectsOnce(denied("any:Delete"));
      if (key === "policyName") iam.on(DeleteRoleCommand).rejects(awsError("DeleteConflictException"));
      const context = givenContext();
      await deactivate(context);
      expect(sent().at(-1)).toBe("DeleteTopic");
      expect(context.lines.join()).toContain(`Could not delete ${name} `);
      expect(context.lines.join()).toContain("lacks any:Delete");
      const left = Object.keys(stackIn(context.db) ?? {});
      expect(left).toContain(key);
      const others = steps.map(([, , , other]) => other).filter((other) => other !== key);
      // A role is not deleted before its policy, and a stack is known by its topic.
      const gone = others.filter(
        (other) => other !== "topicArn" && !(key === "policyName" && other === "roleName"),
      );
      expect(left.filter((other) => (gone as string[]).includes(other))).toEqual([]);
      expect(context.lines.join()).not.toContain("Deleted");
      iam.on(DeleteRoleCommand).resolves({});
      await deactivate(context);
      expect(
        readState(context.db)
          .stacks.flatMap((stack) => Object.keys(stack))
          .filter((left) => left === key),
      ).toEqual([]);
    },
  );

  it("takes what is gone for deleted", async () => {
    for (const command of [DeleteRolePolicyCommand, DeleteRoleCommand])
      iam.on(command as never).rejects(awsError("NoSuchEntityException"));
    sns.on(UnsubscribeCommand).rejects(awsError("InvalidParameterException"));
    sns.on(DeleteTopicCommand).rejects(awsError("NotFoundException"));
    const context = givenContext();
    await deactivate(context);
    expect(readState(context.db).stacks).toEqual([]);
  });

  it("looks by name for what an activation that was cut off has made", async () => {
    const context = empty();
    await deactivate(context);
    expect(sent()[0]).toBe("CreateTopic");
    expect(
      sfn.commandCalls(DeleteStateMachineCommand).map(({ args }) => args[0].input.stateMachineArn),
    ).toEqual(["-2", "-3", ""].map((suffix) => `${STACK.stateMachineArn}${suffix}`));
    expect(sent().slice(-3)).toEqual(["DeleteRolePolicy", "DeleteRole", "DeleteTopic"]);
    expect(readState(context.db).stacks).toEqual([]);
  });

  it("does not throw where it cannot look", async () => {
    sns.on(CreateTopicCommand).rejects(denied("sns:CreateTopic"));
    const context = empty();
    await deactivate(context);
    expect(context.lines.join()).toContain("Could not look for what an interrupted activation may have left");
  });

  it("keeps the machine while it cannot stop what waits there", async () => {
    sfn.on(ListExecutionsCommand).rejects(awsError("InternalServerException", "down", 500));
    const context = givenContext({ pendingTasks: "cancel" });
    await deactivate(context);
    expect(sfn.commandCalls(DeleteStateMachineCommand)).toEqual([]);
    expect(stackIn(context.db)).toMatchObject({ stateMachineArn: STACK.stateMachineArn });
  });

  it.each([
    ["remembers what wrong keys of its own cannot reach", {}, "InvalidClientTokenId", 1],
    ["remembers what former keys may reach another time", { credentials: FORMER }, "InternalFailure", 1],
    [
      "gives up what revoked keys of a former account cannot reach",
      { credentials: FORMER },
      "InvalidClientTokenId",
      0,
    ],
  ])("%s", async (_, change, name, left) => {
    for (const client of [sns, iam, sfn]) (client as typeof sns).onAnyCommand().rejects(awsError(name));
    const db = givenDb({ state: { version: 1, stacks: [{ ...STACK, ...change }] } });
    const context = givenContext({ db, pendingTasks: "cancel" });
    await deactivate(context);
    expect(readState(db).stacks).toHaveLength(left);
    expect(context.lines.join()).not.toContain("Deleted");
  });

  it("deletes a machine whose creation was not heard of", async () => {
    const { stateMachineArn: _, ...stack } = STACK;
    await deactivate(givenContext({ db: givenDb({ state: { version: 1, stacks: [stack] } }) }));
    expect(sfn.commandCalls(DeleteStateMachineCommand)[0]?.args[0].input.stateMachineArn).toBe(
      STACK.stateMachineArn,
    );
  });
});

describe("deactivate with tasks pending", () => {
  it("keeps the stack, with the keys to it, and deletes nothing", async () => {
    sfn.on(ListExecutionsCommand).resolves(runs);
    const context = givenContext();
    await deactivate(context);
    expect(sent()).toEqual(["ListExecutions"]);
    expect(stackIn(context.db)).toEqual({
      ...STACK,
      credentials: { accessKeyId: "AKIATEST", secretAccessKey: "-" },
    });
    expect(context.lines.join()).not.toContain("AKIATEST");
  });

  it("looks twice: a task that was just accepted is listed late", async () => {
    const context = givenContext({
      sleep: async () => {
        await new Promise(setImmediate);
        sfn.on(ListExecutionsCommand).resolves(runs);
      },
    });
    await deactivate(context);
    expect(stackIn(context.db)).toMatchObject(STACK);
  });

  it("deletes nothing while AWS does not say whether there are any", async () => {
    sfn.on(ListExecutionsCommand).rejects(awsError("ThrottlingException"));
    const context = givenContext();
    await deactivate(context);
    expect(sent()).toEqual(["ListExecutions"]);
    expect(context.lines.join()).toContain("did not say whether tasks are pending");
  });

  it("deletes nothing when AWS does not say it the second time", async () => {
    sfn.on(ListExecutionsCommand).resolvesOnce({ executions: [] }).rejects(awsError("ThrottlingException"));
    const context = givenContext();
    await deactivate(context);
    expect(sent()).toEqual(["ListExecutions", "ListExecutions"]);
    expect(stackIn(context.db)).toMatchObject(STACK);
  });

  it("says that it cannot see them, and deletes, where the policy does not let it look", async () => {
    sfn.on(ListExecutionsCommand).rejects(denied("states:ListExecutions"));
    const context = givenContext();
    await deactivate(context);
    expect(readState(context.db).stacks).toEqual([]);
    expect(context.lines.join()).toContain("lacks states:ListExecutions");
  });

  it("reports a task that was accepted at the very last moment", async () => {
    sfn
      .on(ListExecutionsCommand)
      .resolvesOnce({ executions: [] })
      .resolvesOnce({ executions: [] })
      .resolves(runs);
    sfn.on(StopExecutionCommand).resolves({ stopDate: new Date() });
    const context = givenContext();
    await deactivate(context);
    expect(context.lines.join()).toContain("Cancelled 1 pending tasks");
  });

  it("looks through empty pages, too", async () => {
    sfn.on(ListExecutionsCommand).resolvesOnce({ executions: [], nextToken: "t" }).resolves(runs);
    await deactivate(givenContext());
    expect(sfn.commandCalls(DeleteStateMachineCommand)).toEqual([]);
    expect(sfn.commandCalls(ListExecutionsCommand)[1]?.args[0].input.nextToken).toBe("t");
  });

  it("takes a machine that is gone for one without tasks", async () => {
    sfn.on(ListExecutionsCommand).rejects(awsError("StateMachineDoesNotExist"));
    const context = givenContext();
    await deactivate(context);
    expect(readState(context.db).stacks).toEqual([]);
  });
});
