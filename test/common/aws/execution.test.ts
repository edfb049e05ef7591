import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import {
  describeExecution,
  hasRunning,
  mayStopAndDescribe,
  startExecution,
  stopAllExecutions,
  stopExecution,
} from "../../../common/aws/execution.ts";
import { awsError, EXECUTION_ARN, NOW, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sfn } from "../mocks.ts";
import { clients, DENIED, UNEXPECTED } from "./given.ts";

beforeEach(resetMocks);

const UNKNOWN = ["ExecutionDoesNotExist", "StateMachineDoesNotExist", "InvalidArn"];
const page = (names: string[], nextToken?: string) => ({
  executions: names.map((executionArn) => ({ executionArn })) as never,
  ...(nextToken && { nextToken }),
});

describe("startExecution", () => {
  const start = () => startExecution(clients.sfn, STACK.stateMachineArn, "a", "{}");

  it("starts an execution of that name with that input", async () => {
    expect(await start()).toBe("started");
    expect(inputsOf(StartExecutionCommand)).toEqual([
      { stateMachineArn: STACK.stateMachineArn, name: "a", input: "{}" },
    ]);
  });

  it.each([
    ["ExecutionAlreadyExists", "exists"],
    ["StateMachineDeleting", "no-machine"],
    ["StateMachineDoesNotExist", "no-machine"],
  ])("%s is %s", async (name, word) => {
    sfn.on(StartExecutionCommand).rejects(awsError(name));
    expect(await start()).toBe(word);
  });

  it.each([...UNEXPECTED, awsError("AccessDeniedException")])("throws %s", async (error) => {
    sfn.on(StartExecutionCommand).rejects(error);
    await expect(start()).rejects.toBe(error);
  });
});

describe("describeExecution", () => {
  const describeIt = () => describeExecution(clients.sfn, EXECUTION_ARN);
  const stopDate = new Date(NOW);

  it.each([
    [
      "one that runs",
      { status: "RUNNING" as const, input: "{}", startDate: new Date(NOW - 1) },
      { status: "RUNNING", input: "{}", startedAt: NOW - 1 },
    ],
    [
      "one that succeeded",
      { status: "SUCCEEDED" as const, input: "{}", output: "1", stopDate },
      { status: "SUCCEEDED", input: "{}", startedAt: 0, output: "1", stoppedAt: NOW },
    ],
    [
      "one that was stopped",
      { status: "ABORTED" as const, input: "{}", cause: "c", stopDate },
      { status: "ABORTED", input: "{}", startedAt: 0, cause: "c", stoppedAt: NOW },
    ],
    [
      "one that is taken up again",
      { status: "PENDING_REDRIVE" as const, input: "{}", stopDate },
      { status: "RUNNING", input: "{}", startedAt: 0, stoppedAt: NOW },
    ],
    ["one of which AWS says nothing", {}, { status: "RUNNING", input: "null", startedAt: 0 }],
  ])("tells of %s", async (_, output, expected) => {
    sfn.on(DescribeExecutionCommand).resolves(output);
    expect(await describeIt()).toEqual(expected);
  });

  it.each([...UNKNOWN.map((name) => [name, "not-found"]), ...DENIED.map((name) => [name, "not-permitted"])])(
    "%s is %s",
    async (name, word) => {
      sfn.on(DescribeExecutionCommand).rejects(awsError(name));
      expect(await describeIt()).toBe(word);
    },
  );

  it.each(UNEXPECTED)("throws %s", async (error) => {
    sfn.on(DescribeExecutionCommand).rejects(error);
    await expect(describeIt()).rejects.toBe(error);
  });
});

describe("stopExecution", () => {
  const stop = () => stopExecution(clients.sfn, EXECUTION_ARN, "a cause");

  it("stops it with the cause", async () => {
    expect(await stop()).toBe("stopped");
    expect(inputsOf(StopExecutionCommand)).toEqual([{ executionArn: EXECUTION_ARN, cause: "a cause" }]);
  });

  it.each(UNKNOWN)("%s is not-found", async (name) => {
    sfn.on(StopExecutionCommand).rejects(awsError(name));
    expect(await stop()).toBe("not-found");
  });

  it.each([...UNEXPECTED, awsError("AccessDeniedException")])("throws %s", async (error) => {
    sfn.on(StopExecutionCommand).rejects(error);
    await expect(stop()).rejects.toBe(error);
  });
});

describe("hasRunning", () => {
  const look = () => hasRunning(clients.sfn, STACK.stateMachineArn);

  it.each([
    ["nothing", [page([])], "no"],
    ["no list", [{}], "no"],
    ["one", [page(["a"])], "yes"],
    ["one behind an empty page", [page([], "t"), page(["a"])], "yes"],
    ["nothing behind empty pages", [page([], "t"), page([], "u"), page([])], "no"],
  ])("sees %s", async (_, pages, word) => {
    const left = [...pages];
    sfn.on(ListExecutionsCommand).callsFake(() => left.shift());
    expect(await look()).toBe(word);
    expect(left).toEqual([]);
    expect(inputsOf(ListExecutionsCommand).map(({ nextToken }) => nextToken)).toEqual(
      [undefined, "t", "u"].slice(0, pages.length),
    );
  });

  it("asks for what runs on this machine, one at most", async () => {
    sfn.on(ListExecutionsCommand).resolves(page([]));
    await look();
    expect(inputsOf(ListExecutionsCommand)).toMatchObject([
      { stateMachineArn: STACK.stateMachineArn, statusFilter: "RUNNING", maxResults: 1 },
    ]);
  });

  it.each([["StateMachineDoesNotExist", "no"], ...DENIED.map((name) => [name, "not-permitted"])])(
    "%s is %s",
    async (name, word) => {
      sfn.on(ListExecutionsCommand).rejects(awsError(name));
      expect(await look()).toBe(word);
    },
  );

  it.each(UNEXPECTED)("throws %s", async (error) => {
    sfn.on(ListExecutionsCommand).rejects(error);
    await expect(look()).rejects.toBe(error);
  });
});

describe("stopAllExecutions", () => {
  const stopAll = (isLate = () => false) =>
    stopAllExecutions(clients.sfn, STACK.stateMachineArn, "a cause", isLate);
  const stopped = () => inputsOf(StopExecutionCommand).map(({ executionArn }) => executionArn);

  it("stops page after page, and counts", async () => {
    sfn
      .on(ListExecutionsCommand)
      .resolvesOnce(page(["a", "b"], "t"))
      .resolvesOnce(page([], "u"))
      .resolvesOnce(page(["c"]));
    expect(await stopAll()).toBe(3);
    expect(stopped().toSorted()).toEqual(["a", "b", "c"]);
    expect(inputsOf(ListExecutionsCommand).map(({ nextToken }) => nextToken)).toEqual([undefined, "t", "u"]);
    expect(inputsOf(StopExecutionCommand)[0]).toMatchObject({ cause: "a cause" });
  });

  it("does not count what has ended meanwhile", async () => {
    sfn.on(ListExecutionsCommand).resolvesOnce(page(["a", "b"]));
    sfn.on(StopExecutionCommand, { executionArn: "a" }).rejects(awsError("ExecutionDoesNotExist"));
    expect(await stopAll()).toBe(1);
  });

  it("stops ten at a time", async () => {
    const names = Array.from({ length: 25 }, (_, index) => `execution ${index}`);
    let underWay = 0;
    let most = 0;
    sfn.on(ListExecutionsCommand).resolvesOnce(page(names));
    sfn.on(StopExecutionCommand).callsFake(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return {};
    });
    expect(await stopAll()).toBe(25);
    expect(most).toBe(10);
  });

  it("has nothing to stop on a machine that is gone", async () => {
    sfn.on(ListExecutionsCommand).rejects(awsError("StateMachineDoesNotExist"));
    expect(await stopAll()).toBe(0);
    sfn.on(ListExecutionsCommand).callsFake(({ nextToken }) => {
      if (nextToken) throw awsError("StateMachineDoesNotExist");
      return page(["a"], "t");
    });
    expect(await stopAll()).toBe(1);
  });

  it.each(DENIED)("stops nothing where it may not list (%s)", async (name) => {
    sfn.on(ListExecutionsCommand).rejects(awsError(name));
    expect(await stopAll()).toBe(0);
    expect(stopped()).toEqual([]);
  });

  it("leaves the rest when it is late", async () => {
    sfn.on(ListExecutionsCommand).resolves(page(["a", "b", "c"], "more"));
    const late = [false, true];
    expect(await stopAll(() => late.shift() ?? true)).toBe(1);
    expect(inputsOf(ListExecutionsCommand)).toHaveLength(1);
  });

  it.each(["list", "stop"])("throws what fails on the way (%s)", async (step) => {
    const error = awsError("InternalFailure", "down", 500);
    if (step === "list") sfn.on(ListExecutionsCommand).rejects(error);
    else
      sfn
        .on(ListExecutionsCommand)
        .resolvesOnce(page(["a"]))
        .on(StopExecutionCommand)
        .rejects(error);
    await expect(stopAll()).rejects.toBe(error);
  });
});

describe("mayStopAndDescribe", () => {
  const may = () => mayStopAndDescribe(clients.sfn, EXECUTION_ARN);
  const notThere = awsError("ExecutionDoesNotExist");

  it("is true where AWS looks for the execution, which is not there", async () => {
    sfn.on(DescribeExecutionCommand).rejects(notThere).on(StopExecutionCommand).rejects(notThere);
    expect(await may()).toBe(true);
    expect(sent()).toEqual(["DescribeExecution", "StopExecution"]);
  });

  it.each([
    ["describe", DescribeExecutionCommand],
    ["stop", StopExecutionCommand],
  ])("is false where it may not %s", async (_, command) => {
    sfn.onAnyCommand().rejects(notThere);
    sfn.on(command as never).rejects(awsError("AccessDeniedException"));
    expect(await may()).toBe(false);
  });

  it.each([
    ["describe", DescribeExecutionCommand],
    ["stop", StopExecutionCommand],
  ])("throws what else is wrong with the %s", async (_, command) => {
    const error = awsError("ThrottlingException");
    sfn.onAnyCommand().rejects(notThere);
    sfn.on(command as never).rejects(error);
    await expect(may()).rejects.toBe(error);
  });
});
