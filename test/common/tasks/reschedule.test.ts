import { DescribeExecutionCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import { executionArnOf } from "../../../common/aws/arn.ts";
import { LIMITS } from "../../../common/pipedream/limits.ts";
import { cancellationBy, pointerTo } from "../../../common/tasks/outcome.ts";
import { reschedule } from "../../../common/tasks/reschedule.ts";
import { requireDeliverable, SNS_MESSAGE_LIMIT_BYTES } from "../../../common/tasks/size.ts";
import { serialiseDeliveredTask } from "../../../common/tasks/task.ts";
import { awsError, EXECUTION_ARN, type GivenContext, givenContext, NOW, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sfn } from "../mocks.ts";
import { cancelled, claimed, DENIED, DOWN } from "./given.ts";
import {
  addExecutions,
  DUE,
  ended,
  type GivenExecution,
  type GivenExecutions,
  givenExecutions,
  pending,
  stopped,
} from "./given-executions.ts";

beforeEach(resetMocks);

const NEW = "2026-12-24T17:00:00.000Z";
const request = { id: "a", timestamp: NEW };
const arn = (name: string) => executionArnOf(STACK.stateMachineArn, name);
const movedTo = (timestamp: string, replaces = "a"): GivenExecution => ({
  ...pending({ timestamp, replaces }),
  input: JSON.stringify({
    waitUntil: timestamp.replace(".000Z", "Z"),
    task: { timestamp, message: "hello", replaces },
  }),
});

async function run(body: object = request, context: GivenContext = givenContext()) {
  const result = await reschedule(body, context).catch((error) => error);
  return {
    code: result.code,
    message: result.message,
    result,
    json: result.body && JSON.parse(result.body),
    context,
  };
}
const causeOf = (executions: GivenExecutions, name: string) => executions.get(arn(name))?.cause;

describe("a task that is pending", () => {
  it("gets an execution for its new time before that for the old one is stopped", async () => {
    const executions = givenExecutions({ a: pending({ id: "a" }) });
    const { json, context } = await run();
    expect(json).toEqual({ executionArn: arn("a.2"), timestamp: NEW, id: "a", replaced: EXECUTION_ARN });
    expect(sent()).toEqual(["DescribeExecution", "StartExecution", "StopExecution", "DescribeExecution"]);
    const [{ input = "", ...started } = {}] = inputsOf(StartExecutionCommand);
    expect(started).toEqual({ stateMachineArn: STACK.stateMachineArn, name: "a.2" });
    expect(JSON.parse(input)).toEqual({
      waitUntil: "2026-12-24T17:00:00Z",
      task: { timestamp: NEW, message: "hello", id: "a", replaces: "a" },
    });
    expect(causeOf(executions, "a")).toBe(pointerTo("a.2"));
    expect(executions.get(arn("a.2"))?.status).toBe("RUNNING");
    expect(context.lines).toEqual([`Rescheduled ${EXECUTION_ARN} for ${NEW}`]);
  });

  it("without an id is named by its ARN", async () => {
    givenExecutions({ a: pending() });
    const { json } = await run({ executionArn: EXECUTION_ARN, timestamp: NEW });
    expect(json).toEqual({ executionArn: arn("a.2"), timestamp: NEW, replaced: EXECUTION_ARN });
  });

  it("keeps several messages, and how long it was to wait", async () => {
    givenExecutions({ a: pending({ message: undefined, messages: [1, 2] }) });
    await run({ id: "a", delay: "PT2H" });
    const timestamp = new Date(NOW + 7_200_000).toISOString();
    expect(JSON.parse(inputsOf(StartExecutionCommand)[0]?.input ?? "")).toMatchObject({
      delay: "PT2H",
      task: { timestamp, messages: [1, 2], replaces: "a" },
    });
  });

  it("that has that time already is left as it is", async () => {
    givenExecutions({ a: pending({ id: "a" }) });
    expect((await run({ id: "a", timestamp: DUE })).json).toEqual({
      executionArn: EXECUTION_ARN,
      timestamp: DUE,
      id: "a",
    });
    expect(sent()).toEqual(["DescribeExecution"]);
  });

  it("can be given another time again and again", async () => {
    const executions = givenExecutions({ a: pending() });
    await run();
    const { json } = await run({ id: "a", timestamp: "2026-12-25T17:00:00.000Z" });
    expect(json).toMatchObject({ executionArn: arn("a.3"), replaced: arn("a.2") });
    expect(causeOf(executions, "a.2")).toBe(pointerTo("a.3"));
  });

  it("asked for twice is one change", async () => {
    givenExecutions({ a: pending() });
    const { json: first } = await run();
    expect((await run()).json).toEqual(first);
    expect(inputsOf(StartExecutionCommand)).toHaveLength(1);
  });

  it("that AWS does not show yet is waited for", async () => {
    const executions = givenExecutions({});
    const context = givenContext();
    const sleep: typeof context.sleep = async (ms) => {
      await context.sleep(ms);
      addExecutions(executions, { a: pending() }, STACK.stateMachineArn);
    };
    expect((await run(request, { ...context, sleep })).json).toMatchObject({ executionArn: arn("a.2") });
  });

  it("is not moved to where it could not be delivered", async () => {
    const task = { timestamp: DUE, message: "" };
    const empty = { executionArn: EXECUTION_ARN, task, taskToken: "x".repeat(2_048) };
    const room = SNS_MESSAGE_LIMIT_BYTES - serialiseDeliveredTask(empty).length - 512;
    const message = "x".repeat(room);
    requireDeliverable({ executionArn: EXECUTION_ARN, task: { ...task, message } }, LIMITS);
    givenExecutions({ a: pending({ message }) });
    expect(await run()).toMatchObject({ code: "message_too_large" });
    expect(sent()).toEqual(["DescribeExecution"]);
  });
});

describe("a task that is not pending", () => {
  it.each([
    ["was emitted", ended(), "it has been emitted"],
    ["was claimed by a stop", stopped(claimed("m-1")), "it has been emitted"],
    ["was cancelled", stopped(cancelled("x")), "it has been cancelled already"],
    ["failed", ended({ status: "FAILED" }), "its execution has ended: FAILED"],
  ])("for it %s, is not moved", async (_, execution, reason) => {
    givenExecutions({ a: execution });
    expect(await run()).toMatchObject({ code: "already_finished", message: expect.stringContaining(reason) });
    expect(sent()).toEqual(["DescribeExecution"]);
  });

  it("for nobody knows it, is not found after 3 s", async () => {
    givenExecutions({});
    const { code, context } = await run();
    expect(code).toBe("execution_not_found");
    expect(context.now() - NOW).toBeLessThanOrEqual(3_000);
    expect(sent()).not.toContain("StartExecution");
  });

  it("of this source's making is not found", async () => {
    givenExecutions({ a: { ...pending(), input: "{}" } });
    expect(await run()).toMatchObject({ code: "execution_not_found" });
    expect(sent()).not.toContain("StartExecution");
  });

  it.each([
    ["emitted", ended(), "already_finished"],
    ["cancelled", stopped(cancelled("x")), "already_finished"],
  ])(
    "any more when its new execution is there, for it was %s, has that stopped again",
    async (_, end, code) => {
      const executions = givenExecutions({ a: pending() });
      sfn.on(StartExecutionCommand).callsFake(({ name, input }) => {
        addExecutions(executions, { a: end, [name]: { ...pending(), input } }, STACK.stateMachineArn);
        return {};
      });
      expect((await run()).code).toBe(code);
      expect(causeOf(executions, "a.2")).toBe(cancellationBy("its former time"));
    },
  );
});

describe("a request that is not the only one", () => {
  it("joins another for the same time", async () => {
    const executions = givenExecutions({ a: pending(), "a.2": movedTo(NEW) });
    expect((await run()).json).toMatchObject({ executionArn: arn("a.2"), timestamp: NEW });
    expect(causeOf(executions, "a")).toBe(pointerTo("a.2"));
  });

  it("brings another for another time to its end, and follows it", async () => {
    const executions = givenExecutions({ a: pending(), "a.2": movedTo("2027-01-01T00:00:00.000Z") });
    expect((await run()).json).toMatchObject({
      executionArn: arn("a.3"),
      timestamp: NEW,
      replaced: arn("a.2"),
    });
    expect(causeOf(executions, "a")).toBe(pointerTo("a.2"));
    expect(causeOf(executions, "a.2")).toBe(pointerTo("a.3"));
  });

  it("gives up when it is overtaken twenty times", async () => {
    const executions = givenExecutions({ a: pending() });
    sfn.on(StartExecutionCommand).callsFake(({ name }) => {
      addExecutions(executions, { [name]: movedTo("2027-01-01T00:00:00.000Z") }, STACK.stateMachineArn);
      throw awsError("ExecutionAlreadyExists");
    });
    expect(await run()).toMatchObject({ code: "not_ready", message: expect.stringContaining("other times") });
    expect(inputsOf(StartExecutionCommand)).toHaveLength(20);
  });
});

describe("an execution that is named itself, and replaces another", () => {
  const body = { executionArn: arn("a.2"), timestamp: NEW };
  const second = pending({ replaces: "a" });

  it("is moved where the former one points to it", async () => {
    givenExecutions({ a: stopped(pointerTo("a.2")), "a.2": second });
    expect((await run(body)).json).toMatchObject({ executionArn: arn("a.3"), replaced: arn("a.2") });
  });

  it("counts from now on where the former one still runs", async () => {
    const executions = givenExecutions({ a: pending(), "a.2": second });
    expect((await run(body)).json).toMatchObject({ executionArn: arn("a.3") });
    expect(causeOf(executions, "a")).toBe(pointerTo("a.2"));
  });

  it.each([ended(), stopped(cancelled("x"))])(
    "never counted where the former one has ended otherwise (%#)",
    async (former) => {
      const executions = givenExecutions({ a: former, "a.2": second });
      expect(await run(body)).toMatchObject({
        code: "already_finished",
        message: expect.stringContaining("at its former time"),
      });
      expect(causeOf(executions, "a.2")).toBe(cancellationBy("its former time"));
    },
  );

  it("names what it replaces where it stays as it is", async () => {
    givenExecutions({ a: stopped(pointerTo("a.2")), "a.2": second });
    expect((await run({ ...body, timestamp: DUE })).json).toEqual({
      executionArn: arn("a.2"),
      timestamp: DUE,
      replaced: EXECUTION_ARN,
    });
  });
});

describe("what AWS refuses", () => {
  it("to show, is said with the permission that is missing", async () => {
    sfn.on(DescribeExecutionCommand).rejects(DENIED);
    expect(await run()).toMatchObject({
      code: "aws_error",
      message: expect.stringContaining("states:DescribeExecution"),
    });
  });

  it.each([
    ["StateMachineDeleting", "not_ready"],
    ["StateMachineDoesNotExist", "not_ready"],
  ])("to start, for its machine goes (%s), is asked for again", async (name, code) => {
    givenExecutions({ a: pending() });
    sfn.on(StartExecutionCommand).rejects(awsError(name));
    expect(await run()).toMatchObject({ code });
    expect(sent()).not.toContain("StopExecution");
  });

  it.each([DENIED, DOWN])("to start for another reason is thrown, and nothing stopped: %s", async (error) => {
    givenExecutions({ a: pending() });
    sfn.on(StartExecutionCommand).rejects(error);
    expect((await run()).result).toBe(error);
    expect(sent()).not.toContain("StopExecution");
  });

  it.each([{ id: "a" }, { timestamp: NEW }, { ...request, executionArn: EXECUTION_ARN }])(
    "is not asked where the request is not valid: %j",
    async (body) => {
      expect(await run(body)).toMatchObject({ code: "invalid_request" });
      expect(sent()).toEqual([]);
    },
  );
});
