import { DescribeExecutionCommand } from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import { executionArnOf, executionNameOf } from "../../../common/aws/arn.ts";
import { type Found, follow, withTask } from "../../../common/tasks/find.ts";
import { pointerTo } from "../../../common/tasks/outcome.ts";
import { EXECUTION_ARN, givenContext, givenDb, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sfn } from "../mocks.ts";
import { cancelled, DENIED, DOWN, NOT_FOUND } from "./given.ts";
import { addExecutions, ended, givenExecutions, pending, stopped } from "./given-executions.ts";

beforeEach(resetMocks);

const looked = () =>
  inputsOf(DescribeExecutionCommand).map(({ executionArn = "" }) =>
    executionNameOf(executionArn, STACK.stateMachineArn),
  );

describe("a task is followed", () => {
  const run = (first: string, isId = true) => follow(first, STACK, isId, givenContext());

  it.each([
    ["pending", pending()],
    ["emitted", ended()],
    ["cancelled", stopped(cancelled("x"))],
  ])("nowhere while it is %s", async (_, execution) => {
    givenExecutions({ a: execution });
    expect(await run("a")).toMatchObject({ name: "a", executionArn: EXECUTION_ARN, isPointedTo: false });
    expect(looked()).toEqual(["a"]);
  });

  it("to its latest time", async () => {
    givenExecutions({ a: stopped(pointerTo("a.2")), "a.2": stopped(pointerTo("a.3")), "a.3": pending() });
    expect(await run("a")).toMatchObject({
      name: "a.3",
      executionArn: executionArnOf(STACK.stateMachineArn, "a.3"),
      isPointedTo: true,
      seen: { status: "RUNNING" },
    });
  });

  it("to one that AWS does not show at once", async () => {
    const executions = givenExecutions({ a: stopped(pointerTo("a.2")) });
    const context = givenContext();
    const { sleep } = context;
    const found = follow("a", STACK, true, {
      ...context,
      async sleep(ms) {
        await sleep(ms);
        addExecutions(executions, { "a.2": pending() }, STACK.stateMachineArn);
      },
    });
    expect(await found).toMatchObject({ name: "a.2", isPointedTo: true });
  });

  it("from the first of its times that AWS remembers", async () => {
    givenExecutions({ "a.4": stopped(pointerTo("a.5")), "a.5": pending() });
    expect(await run("a")).toMatchObject({ name: "a.5" });
    expect(looked()).toEqual(["a", "a.2", "a.3", "a.4", "a.5"]);
  });

  it("from none of its times that is further away", async () => {
    givenExecutions({ "a.6": pending() });
    expect(await run("a")).toMatchObject({ name: "a", seen: "not-found" });
    expect(looked()).toHaveLength(5);
  });

  it("from no other time than the one that is named by its ARN", async () => {
    givenExecutions({ "a.2": pending() });
    expect(await run("a", false)).toMatchObject({ seen: "not-found" });
    expect(looked()).toEqual(["a"]);
  });

  it("not for ever", async () => {
    givenExecutions({ a: stopped(pointerTo("b")), b: stopped(pointerTo("a")) });
    await run("a");
    expect(looked()).toHaveLength(1_001);
  });

  it("not where nobody may look", async () => {
    sfn.on(DescribeExecutionCommand).rejects(DENIED);
    expect(await run("a")).toMatchObject({ seen: "not-permitted" });
    expect(sent()).toHaveLength(1);
  });
});

describe("a task is looked for", () => {
  const inEurope = (arn: string) => arn.replace("us-east-1", "eu-west-1");
  const EUROPE = {
    ...STACK,
    number: 2,
    region: "eu-west-1",
    topicArn: inEurope(STACK.topicArn),
    stateMachineArn: inEurope(STACK.stateMachineArn),
  };
  const { stateMachineArn: _, ...unmade } = { ...STACK, number: 3 };
  const state = { version: 2, lastNumber: 3, current: 1, stacks: [unmade, EUROPE, STACK] };
  const context = () => givenContext({ db: givenDb({ state }) });
  const isThere = async ({ seen, stack }: Found) => (typeof seen === "object" ? stack.region : undefined);
  const notAnswering = (error: Error) =>
    sfn.on(DescribeExecutionCommand, { executionArn: inEurope(EXECUTION_ARN) }).rejects(error);

  it("in the current stack first", async () => {
    const executions = givenExecutions({ a: pending() });
    addExecutions(executions, { a: pending() }, EUROPE.stateMachineArn);
    expect(await withTask({ id: "a" }, isThere, context())).toBe("us-east-1");
  });

  it("in every stack that has a machine", async () => {
    givenExecutions({ a: pending() }, EUROPE.stateMachineArn);
    expect(await withTask({ id: "a" }, isThere, context())).toBe("eu-west-1");
  });

  it("by its ARN in one stack alone", async () => {
    givenExecutions({ a: pending() }, EUROPE.stateMachineArn);
    expect(await withTask({ executionArn: inEurope(EXECUTION_ARN) }, isThere, context())).toBe("eu-west-1");
    expect(sent()).toHaveLength(1);
  });

  it("in no state machine of another's", async () => {
    givenExecutions({ a: pending() });
    const executionArn = EXECUTION_ARN.replace("dc_test", "dc_other");
    await expect(withTask({ executionArn }, isThere, context())).rejects.toMatchObject({
      code: "execution_not_found",
      message: "This source has no such task.",
    });
    expect(sent()).toEqual([]);
  });

  it("and may be where AWS does not answer", async () => {
    givenExecutions({});
    notAnswering(DOWN);
    await expect(withTask({ id: "a" }, isThere, context())).rejects.toMatchObject({
      code: "execution_not_found",
      message: "This source has no such task. AWS did not answer in eu-west-1, so it may be there.",
    });
  });

  it("with an error where its own region does not answer", async () => {
    notAnswering(DOWN);
    await expect(withTask({ executionArn: inEurope(EXECUTION_ARN) }, isThere, context())).rejects.toBe(DOWN);
    sfn.on(DescribeExecutionCommand).rejects(DOWN);
    await expect(withTask({ id: "a" }, isThere, context())).rejects.toBe(DOWN);
  });

  it("only in a source that has been activated", async () => {
    const idle = givenContext({ db: givenDb() });
    await expect(withTask({ id: "a" }, isThere, idle)).rejects.toMatchObject({ code: "not_ready" });
  });

  it("and nobody is asked any more who has answered", async () => {
    sfn.on(DescribeExecutionCommand).rejects(NOT_FOUND);
    expect(await withTask({ id: "a" }, async () => "served", context())).toBe("served");
    expect(looked().filter((name) => name === undefined)).toEqual([]);
  });
});
