import { DescribeExecutionCommand, ListExecutionsCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import { executionArnOf } from "../../../common/aws/arn.ts";
import { cancelMany } from "../../../common/tasks/cancel-many.ts";
import { awsError, type GivenContext, givenContext, givenDb, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sfn } from "../mocks.ts";
import { claimed, DENIED, DOWN } from "./given.ts";
import { addExecutions, ended, givenExecutions, pending, stopped } from "./given-executions.ts";

beforeEach(resetMocks);

const numbered = (count: number, prefix = "order-") =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, pending()]));
const run = (dryRun = false, context: GivenContext = givenContext()) =>
  cancelMany({ idPrefix: "order-", dryRun }, context);

describe("the tasks whose ids begin so", () => {
  it("are cancelled, and no others", async () => {
    const executions = givenExecutions({ ...numbered(25), other: pending(), "order-done": ended() });
    const context = givenContext();
    expect(await run(false, context)).toEqual({ cancelled: 25, remaining: 0 });
    const running = [...executions].filter(([, { status }]) => status === "RUNNING").map(([arn]) => arn);
    expect(running).toEqual([executionArnOf(STACK.stateMachineArn, "other")]);
    expect(context.lines.at(-1)).toBe("Cancelled 25 tasks whose ids begin with order-");
  });

  it("are cancelled ten at a time", async () => {
    givenExecutions(numbered(30));
    let underWay = 0;
    let most = 0;
    sfn.on(DescribeExecutionCommand).callsFake(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return stopped(undefined);
    });
    await run();
    expect(most).toBe(10);
  });

  it("may end in this moment, and then need no more", async () => {
    const executions = givenExecutions(numbered(3));
    sfn.on(StopExecutionCommand).callsFake(({ executionArn, cause }) => {
      const isClaimed = executionArn.endsWith("order-1");
      executions.set(executionArn, stopped(isClaimed ? claimed("m-1") : cause));
      return {};
    });
    expect(await run()).toEqual({ cancelled: 2, remaining: 0 });
  });

  it("that AWS says nothing of remain", async () => {
    givenExecutions(numbered(2));
    sfn.on(StopExecutionCommand).resolves({});
    expect(await run()).toEqual({ cancelled: 0, remaining: 2 });
  });

  it("remain when there is no time left", async () => {
    givenExecutions(numbered(30));
    const context = givenContext();
    const { now } = context;
    const slow: GivenContext = { ...context, now: () => now() + sent().length * 1_000 };
    const { cancelled, remaining } = (await run(false, slow)) as { cancelled: number; remaining: number };
    expect(cancelled).toBeGreaterThan(0);
    expect(cancelled + remaining).toBe(30);
    expect(remaining).toBeGreaterThan(0);
  });

  it("remain when AWS has too many requests", async () => {
    givenExecutions(numbered(30));
    sfn.on(StopExecutionCommand).rejects(awsError("ThrottlingException"));
    expect(await run()).toEqual({ cancelled: 0, remaining: 30 });
    expect(inputsOf(StopExecutionCommand).length).toBeLessThanOrEqual(10);
  });

  it.each([DENIED, DOWN])("are not cancelled where AWS does not let them: %s", async (error) => {
    givenExecutions(numbered(2));
    sfn.on(StopExecutionCommand).rejects(error);
    await expect(run()).rejects.toBe(error);
  });

  it("cannot be seen without the permission to list", async () => {
    sfn.on(ListExecutionsCommand).rejects(DENIED);
    await expect(run()).rejects.toMatchObject({
      code: "aws_error",
      message: expect.stringContaining("states:ListExecutions"),
    });
  });
});

describe("a dry run", () => {
  it("counts them, and shows ten", async () => {
    givenExecutions({ ...numbered(12), "order-x.2": pending() });
    const counted = (await run(true)) as { tasks: object[] };
    expect(counted).toMatchObject({ matching: 13, isComplete: true });
    expect(counted.tasks).toHaveLength(10);
    expect(counted.tasks[0]).toEqual({
      executionArn: executionArnOf(STACK.stateMachineArn, "order-0"),
      id: "order-0",
    });
    expect(sent()).toEqual(["ListExecutions"]);
  });

  it("shows the ids of rescheduled tasks without the number of their time", async () => {
    givenExecutions({ "order-x.2": pending() });
    expect(await run(true)).toMatchObject({ tasks: [{ id: "order-x" }] });
  });
});

describe("more tasks than twenty pages hold", () => {
  const list = () =>
    sfn.on(ListExecutionsCommand).callsFake(({ nextToken = "0" }) => ({
      executions: [
        {
          name: `order-${nextToken}`,
          executionArn: executionArnOf(STACK.stateMachineArn, `order-${nextToken}`),
        },
      ],
      nextToken: String(Number(nextToken) + 1),
    }));

  it("are counted as far as they were read", async () => {
    list();
    expect(await run(true)).toMatchObject({ matching: 20, isComplete: false });
    expect(inputsOf(ListExecutionsCommand)).toHaveLength(20);
  });

  it("leave something to come again for", async () => {
    givenExecutions(numbered(20));
    list();
    expect(await run()).toEqual({ cancelled: 20, remaining: 1 });
  });
});

describe("with a stack of earlier settings", () => {
  const inEurope = (arn: string) => arn.replace("us-east-1", "eu-west-1");
  const EUROPE = {
    ...STACK,
    number: 2,
    region: "eu-west-1",
    topicArn: inEurope(STACK.topicArn),
    stateMachineArn: inEurope(STACK.stateMachineArn),
  };
  const context = () =>
    givenContext({
      db: givenDb({ state: { version: 2, lastNumber: 2, current: 1, stacks: [EUROPE, STACK] } }),
    });

  it("the tasks there are cancelled, too", async () => {
    const executions = givenExecutions(numbered(2));
    addExecutions(executions, numbered(3), EUROPE.stateMachineArn);
    expect(await run(false, context())).toEqual({ cancelled: 5, remaining: 0 });
  });

  it("a region that does not answer is named", async () => {
    givenExecutions(numbered(2));
    sfn
      .on(ListExecutionsCommand, { stateMachineArn: EUROPE.stateMachineArn })
      .rejects(awsError("InternalFailure", "down", 500));
    expect(await run(false, context())).toEqual({ cancelled: 2, remaining: 0, incomplete: ["eu-west-1"] });
    expect(await run(true, context())).toMatchObject({ incomplete: ["eu-west-1"] });
  });
});
