import { DescribeExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import type { Context } from "../../../common/context.ts";
import { cancel } from "../../../common/tasks/cancel.ts";
import { awsError, EXECUTION_ARN, givenContext, givenDb, NOW, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sfn } from "../mocks.ts";
import {
  aborted,
  cancelled,
  claimed,
  DENIED,
  DOWN,
  givenExecution,
  givenStop,
  NOT_FOUND,
  OTHER_MESSAGE_ID,
  running,
  succeeded,
} from "./given.ts";

beforeEach(() => {
  resetMocks();
  givenStop();
});

const body = { executionArn: EXECUTION_ARN };

/** An execution that runs until it is stopped, and then shows the cause of that, look after look. */
function givenStoppable(...before: (object | Error)[]): void {
  const looks = [running, ...before];
  sfn.on(DescribeExecutionCommand).callsFake(() => {
    const next = looks.shift();
    if (next instanceof Error) throw next;
    return { input: "{}", ...(next ?? aborted(inputsOf(StopExecutionCommand)[0]?.cause)) };
  });
}

async function outcome(context = givenContext()) {
  const result = await cancel(body, context).catch((error) => error);
  return { status: result.status, code: result.code, message: result.message, result };
}

describe("a task that is pending", () => {
  it("is looked at, stopped with a mark of this request, and looked at again", async () => {
    givenStoppable();
    const context = givenContext();
    const { result } = await outcome(context);
    expect(result.status).toBe(200);
    expect(JSON.parse(result.body)).toEqual({
      executionArn: EXECUTION_ARN,
      stopDate: new Date(NOW).toISOString(),
    });
    expect(sent()).toEqual(["DescribeExecution", "StopExecution", "DescribeExecution"]);
    const [{ cause = "", ...rest } = {}] = inputsOf(StopExecutionCommand);
    expect(rest).toEqual({ executionArn: EXECUTION_ARN });
    expect(cause).toMatch(/^\{"cancelledBy":"[0-9a-f-]{36}"\}$/);
    expect(context.lines).toEqual([`Cancelled ${EXECUTION_ARN}`]);
  });

  it("is stopped with another mark each time", async () => {
    for (let time = 0; time < 2; time++) {
      givenStoppable();
      await outcome();
    }
    expect(new Set(inputsOf(StopExecutionCommand).map(({ cause }) => cause)).size).toBe(2);
  });

  it.each([
    ["still runs", [running, running]],
    ["is not found", [NOT_FOUND]],
  ])("is looked at until AWS shows its end, while it %s", async (_, looks) => {
    givenStoppable(...looks);
    expect(await outcome()).toMatchObject({ status: 200 });
  });

  it("that AWS does not show yet is stopped", async () => {
    const looks: (Error | undefined)[] = [NOT_FOUND, NOT_FOUND, undefined];
    sfn.on(DescribeExecutionCommand).callsFake(() => {
      const error = looks.shift();
      if (error) throw error;
      return { input: "{}", ...aborted(inputsOf(StopExecutionCommand)[0]?.cause) };
    });
    expect(await outcome()).toMatchObject({ status: 200 });
  });

  it("is not said to be cancelled where AWS does not show it within 8 s", async () => {
    givenExecution(running);
    const context = givenContext();
    expect(await outcome(context)).toMatchObject({ code: "not_ready" });
    expect(context.now() - NOW).toBeLessThanOrEqual(8_000);
    expect(context.now() - NOW).toBeGreaterThan(4_000);
    expect(context.lines).toEqual([]);
  });

  it("is stopped where the policy does not allow to look, for then none is claimed", async () => {
    givenExecution(DENIED);
    expect(await outcome()).toMatchObject({ status: 200 });
    expect(sent()).toEqual(["DescribeExecution", "StopExecution", "DescribeExecution"]);
  });

  it("was stopped by this request where AWS keeps no cause", async () => {
    givenExecution(running, aborted(undefined));
    expect(await outcome()).toMatchObject({ status: 200 });
  });
});

describe("a task that ended before this request could stop it", () => {
  const ends = [
    ["was claimed", succeeded(claimed(OTHER_MESSAGE_ID)), "it has been emitted"],
    ["was claimed by a stop", aborted(claimed(OTHER_MESSAGE_ID)), "it has been emitted"],
    ["was emitted in the plain mode", succeeded("{}"), "it has been emitted"],
    ["was cancelled by another request", aborted(cancelled("another")), "it has been cancelled already"],
    ["was stopped by hand", aborted("by hand"), "it has been cancelled already"],
    ["failed", { status: "FAILED" as const }, "its execution has ended: FAILED"],
    ["timed out", { status: "TIMED_OUT" as const }, "its execution has ended: TIMED_OUT"],
  ] as const;

  it.each(ends)("and %s is not stopped", async (_, end, reason) => {
    givenExecution(end);
    expect(await outcome()).toMatchObject({
      code: "already_finished",
      message: expect.stringContaining(reason),
    });
    expect(sent()).toEqual(["DescribeExecution"]);
  });

  it.each(ends)("and %s just before the stop is not said to be cancelled", async (_, end, reason) => {
    givenExecution(running, running, end);
    const context = givenContext();
    expect(await outcome(context)).toMatchObject({
      code: "already_finished",
      message: expect.stringContaining(reason),
    });
    expect(context.lines).toEqual([]);
  });
});

describe("a task that nobody knows", () => {
  it("is not found", async () => {
    givenExecution(NOT_FOUND);
    givenStop(NOT_FOUND);
    expect(await outcome()).toMatchObject({
      code: "execution_not_found",
      message: "This source has no such task.",
    });
  });

  it.each([
    ["another source", EXECUTION_ARN.replace("dc_test", "dc_other")],
    ["another account", EXECUTION_ARN.replace("123456789012", "999999999999")],
    ["another region", EXECUTION_ARN.replace("us-east-1", "eu-west-1")],
    ["no form of an ARN", "x"],
  ])("for it is of %s, is never touched", async (_, executionArn) => {
    await expect(cancel({ executionArn }, givenContext())).rejects.toMatchObject({
      code: "execution_not_found",
    });
    expect(sent()).toEqual([]);
  });
});

describe("what goes wrong is thrown", () => {
  it.each([
    ["the first look", () => givenExecution(DOWN), DOWN],
    ["the stop", () => [givenExecution(running), givenStop(DENIED)], DENIED],
    ["the second look", () => givenExecution(running, DOWN), DOWN],
  ])("by %s", async (_, arrange, error) => {
    arrange();
    expect((await outcome()).result).toBe(error);
  });

  it("without a stack", async () => {
    await expect(cancel(body, givenContext({ db: givenDb() }))).rejects.toMatchObject({ code: "not_ready" });
    expect(sent()).toEqual([]);
  });
});

describe("with stacks of earlier settings", () => {
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
  const given = () => givenContext({ db: givenDb({ state }) });
  const there = (command: unknown) =>
    sfn.on(command as never, { executionArn: inEurope(EXECUTION_ARN) } as never);
  const here = (command: unknown) => sfn.on(command as never, { executionArn: EXECUTION_ARN } as never);
  const notHere = () => {
    // Nor under a name that a new time would have.
    sfn.on(DescribeExecutionCommand).rejects(NOT_FOUND);
    here(DescribeExecutionCommand).rejects(NOT_FOUND);
    here(StopExecutionCommand).rejects(NOT_FOUND);
  };
  const cancelled = async (request: object, context: Context = given()) => {
    const { body } = await cancel(request, context);
    return JSON.parse(body).executionArn;
  };

  it("an id is looked for in the current one first", async () => {
    givenStoppable();
    expect(await cancelled({ id: "a" })).toBe(EXECUTION_ARN);
  });

  it("an id is looked for in all of them", async () => {
    notHere();
    there(DescribeExecutionCommand).resolvesOnce(running).resolves(aborted(undefined));
    there(StopExecutionCommand).resolves({});
    expect(await cancelled({ id: "a" })).toBe(inEurope(EXECUTION_ARN));
  });

  it("an ARN says which one it is of", async () => {
    givenStoppable();
    expect(await cancelled({ executionArn: inEurope(EXECUTION_ARN) })).toBe(inEurope(EXECUTION_ARN));
    expect(new Set(inputsOf(DescribeExecutionCommand).map(({ executionArn }) => executionArn))).toEqual(
      new Set([inEurope(EXECUTION_ARN)]),
    );
  });

  it.each([
    ["is down", DOWN],
    ["does not take our keys", awsError("InvalidClientTokenId", "x", 403)],
  ])("a region that %s is named, and holds nothing up", async (_, error) => {
    notHere();
    there(DescribeExecutionCommand).rejects(error);
    const context = given();
    await expect(cancel({ id: "a" }, context)).rejects.toMatchObject({
      code: "execution_not_found",
      message: expect.stringContaining("AWS did not answer in eu-west-1"),
    });
    expect(context.logged).toEqual([["warn", expect.stringContaining("Could not ask eu-west-1")]]);
  });

  it("a region that does not answer is waited for 3 s", async () => {
    notHere();
    there(DescribeExecutionCommand).callsFake(() => new Promise(() => {}));
    const context = given();
    await expect(cancel({ id: "a" }, context)).rejects.toMatchObject({ code: "execution_not_found" });
    expect(context.slept.at(-1)).toBe(3_000);
  });

  it("a stop that was asked for there is waited for as long as anywhere", async () => {
    notHere();
    let now = NOW;
    const wakings: (() => void)[] = [];
    const context = givenContext({
      db: givenDb({ state }),
      now: () => now,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (signal) return void wakings.push(() => now >= NOW + ms && resolve());
          now += ms;
          for (const wake of wakings) wake();
          setImmediate(resolve);
        }),
    });
    there(StopExecutionCommand).resolves({});
    there(DescribeExecutionCommand).callsFake(() => ({
      input: "{}",
      ...(now < NOW + 4_000 ? running : aborted(undefined)),
    }));
    expect(await cancelled({ id: "a" }, context)).toBe(inEurope(EXECUTION_ARN));
  });

  it("what the current region does not answer is thrown", async () => {
    here(DescribeExecutionCommand).rejects(DOWN);
    await expect(cancel({ id: "a" }, given())).rejects.toBe(DOWN);
  });

  it("what an ARN's region does not answer is thrown, too", async () => {
    there(DescribeExecutionCommand).rejects(DOWN);
    await expect(cancel({ executionArn: inEurope(EXECUTION_ARN) }, given())).rejects.toBe(DOWN);
  });

  it("a task that was emitted there is too late to cancel", async () => {
    notHere();
    there(DescribeExecutionCommand).resolves(succeeded("{}"));
    await expect(cancel({ id: "a" }, given())).rejects.toMatchObject({ code: "already_finished" });
  });
});
