import { DescribeExecutionCommand, ListExecutionsCommand } from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import { executionArnOf } from "../../../common/aws/arn.ts";
import { list } from "../../../common/tasks/list.ts";
import { pointerTo } from "../../../common/tasks/outcome.ts";
import { awsError, type GivenContext, givenContext, givenDb, NOW, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sfn } from "../mocks.ts";
import { cancelled, claimed, DENIED, DOWN, NOT_FOUND } from "./given.ts";
import {
  addExecutions,
  ended,
  type GivenExecution,
  givenExecutions,
  pending,
  stopped,
} from "./given-executions.ts";

beforeEach(resetMocks);

interface Listed {
  readonly tasks: readonly { readonly executionArn: string; readonly status: string }[];
  readonly next?: string;
  readonly incomplete?: readonly string[];
}
const ask = async (query: object = {}, context: GivenContext = givenContext()): Promise<Listed> =>
  JSON.parse((await list(query, context)).body);
const namesOf = ({ tasks }: Listed) => tasks.map(({ executionArn }) => executionArn.split(":").at(-1));
const numbered = (count: number, of: () => GivenExecution = pending) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `task-${index}`,
      { ...of(), startDate: new Date(NOW - index) },
    ]),
  );

/** Page after page, to the end. */
async function all(query: object, context: GivenContext = givenContext()): Promise<(string | undefined)[]> {
  const names: (string | undefined)[] = [];
  let after: string | undefined;
  for (let page = 0; page < 50; page++) {
    const listed = await ask({ ...query, ...(after && { after }) }, context);
    names.push(...namesOf(listed));
    after = listed.next;
    if (after === undefined) return names;
  }
  throw new Error("The list does not end");
}

describe("a list of tasks", () => {
  const task = { replaces: "x" };
  const EVERYTHING = {
    runs: pending(),
    succeeded: ended(),
    claimed: stopped(claimed("m-1")),
    cancelled: stopped(cancelled("r")),
    byHand: stopped(undefined),
    moved: stopped(pointerTo("moved.2")),
    "moved.2": pending(task),
    failed: ended({ status: "FAILED" }),
    late: ended({ status: "TIMED_OUT" }),
    foreign: { ...pending(), input: "{}" },
  };

  it.each([
    [undefined, ["moved.2", "runs"]],
    ["pending", ["moved.2", "runs"]],
    ["emitted", ["claimed", "succeeded"]],
    ["cancelled", ["byHand", "cancelled"]],
    ["failed", ["failed", "late"]],
  ])("has those of the status %s", async (status, names) => {
    givenExecutions(EVERYTHING);
    const listed = await ask(status === undefined ? {} : { status });
    expect(namesOf(listed).toSorted()).toEqual(names);
    expect(new Set(listed.tasks.map((one) => one.status))).toEqual(new Set([status ?? "pending"]));
    expect(listed).toEqual({ tasks: expect.any(Array) });
  });

  it("begins with the last that was scheduled", async () => {
    givenExecutions(numbered(3));
    expect(namesOf(await ask())).toEqual(["task-0", "task-1", "task-2"]);
  });

  it("is empty before anything was scheduled, or activated", async () => {
    givenExecutions({});
    expect(await ask()).toEqual({ tasks: [] });
    expect(await ask({}, givenContext({ db: givenDb() }))).toEqual({ tasks: [] });
  });

  it("leaves out what AWS has forgotten meanwhile", async () => {
    givenExecutions(numbered(2));
    sfn
      .on(DescribeExecutionCommand, { executionArn: executionArnOf(STACK.stateMachineArn, "task-0") })
      .rejects(NOT_FOUND);
    expect(namesOf(await ask())).toEqual(["task-1"]);
  });

  it("says which permission is missing", async () => {
    givenExecutions(numbered(1));
    sfn.on(DescribeExecutionCommand).rejects(DENIED);
    await expect(ask()).rejects.toMatchObject({
      message: expect.stringContaining("states:DescribeExecution"),
    });
    sfn.on(ListExecutionsCommand).rejects(DENIED);
    await expect(ask()).rejects.toMatchObject({ message: expect.stringContaining("states:ListExecutions") });
  });

  it.each([[{ limit: "0" }], [{ after: "x" }]])("is not made for %j", async (query) => {
    await expect(list(query, givenContext())).rejects.toMatchObject({ code: "invalid_request" });
    expect(sent()).toEqual([]);
  });
});

describe("a page of the list", () => {
  it("has at most as many as are asked for, and says where it goes on", async () => {
    givenExecutions(numbered(5));
    const first = await ask({ limit: "2" });
    expect(namesOf(first)).toEqual(["task-0", "task-1"]);
    expect(namesOf(await ask({ limit: "2", after: first.next }))).toEqual(["task-2", "task-3"]);
  });

  it.each([1, 2, 3, 7, 25])("of %i is one of a list that has each once", async (limit) => {
    givenExecutions(numbered(9));
    expect(await all({ limit: String(limit) })).toEqual(
      Array.from({ length: 9 }, (_, index) => `task-${index}`),
    );
  });

  it("of emitted tasks brings both kinds together, in order", async () => {
    const executions = numbered(8, ended);
    for (const [index, name] of Object.keys(executions).entries()) {
      if (index % 3 === 0) executions[name] = { ...stopped(claimed("m")), startDate: new Date(NOW - index) };
    }
    givenExecutions(executions);
    expect(await all({ status: "emitted", limit: "3" })).toEqual(Object.keys(executions));
  });

  it("goes on with the same list alone", async () => {
    givenExecutions(numbered(5));
    const { next } = await ask({ limit: "2" });
    for (const query of [{ status: "failed" }, { idPrefix: "task" }]) {
      await expect(list({ ...query, after: next }, givenContext())).rejects.toMatchObject({
        code: "invalid_request",
      });
    }
  });

  it("is shorter where so many executions have another status", async () => {
    givenExecutions({ ...numbered(45, () => stopped(cancelled("r"))) });
    const listed = await ask({ status: "emitted" });
    expect(listed.tasks).toEqual([]);
    expect(listed.next).toBeDefined();
    expect(inputsOf(DescribeExecutionCommand)).toHaveLength(40);
    expect(await all({ status: "emitted" })).toEqual([]);
  });

  it("is as it was, when it is asked for again", async () => {
    givenExecutions(numbered(5));
    const { next } = await ask({ limit: "2" });
    const again = () => ask({ limit: "2", after: next });
    expect(await again()).toEqual(await again());
  });
});

describe("a list by prefix", () => {
  it("has those tasks alone, and describes no others", async () => {
    givenExecutions({ ...numbered(30), "order-1": pending(), "order-2.3": pending(), "an-order": pending() });
    expect(namesOf(await ask({ idPrefix: "order-" })).toSorted()).toEqual(["order-1", "order-2.3"]);
    expect(inputsOf(DescribeExecutionCommand)).toHaveLength(2);
    expect(inputsOf(ListExecutionsCommand)).toMatchObject([{ maxResults: 1_000 }]);
  });

  it("reads six pages at a time", async () => {
    sfn.on(ListExecutionsCommand).callsFake(({ nextToken = "0" }) => ({
      executions: [{ name: `task-${nextToken}`, executionArn: "x" }],
      nextToken: String(Number(nextToken) + 1),
    }));
    const first = await ask({ idPrefix: "order-" });
    expect(first).toEqual({ tasks: [], next: expect.any(String) });
    expect(inputsOf(ListExecutionsCommand)).toHaveLength(6);
    await ask({ idPrefix: "order-", after: first.next });
    expect(inputsOf(ListExecutionsCommand)[6]).toMatchObject({ nextToken: "6" });
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
  const { stateMachineArn: _, ...unmade } = { ...STACK, number: 3 };
  const state = { version: 2, lastNumber: 3, current: 1, stacks: [EUROPE, STACK, unmade] };
  const context = () => givenContext({ db: givenDb({ state }) });

  it("the tasks of both are in one order", async () => {
    const executions = givenExecutions(numbered(3));
    const there = { ...pending(), startDate: new Date(NOW - 1.5) };
    addExecutions(executions, { there }, EUROPE.stateMachineArn);
    expect(await all({ limit: "2" }, context())).toEqual(["task-0", "task-1", "there", "task-2"]);
  });

  it.each([
    ["is down", DOWN],
    ["does not take our keys", awsError("ExpiredToken", "x", 403)],
  ])("a region that %s is named once, and left out to the end of the list", async (_, error) => {
    givenExecutions(numbered(3));
    sfn.on(ListExecutionsCommand, { stateMachineArn: EUROPE.stateMachineArn }).rejects(error);
    const first = await ask({ limit: "2" }, context());
    expect(first).toMatchObject({ incomplete: ["eu-west-1"] });
    expect(namesOf(first)).toEqual(["task-0", "task-1"]);
    const second = await ask({ limit: "2", after: first.next }, context());
    expect(second).toEqual({ tasks: expect.any(Array) });
    expect(namesOf(second)).toEqual(["task-2"]);
  });

  it("the current region is not left out", async () => {
    givenExecutions(numbered(1));
    sfn.on(ListExecutionsCommand, { stateMachineArn: STACK.stateMachineArn }).rejects(DOWN);
    await expect(list({}, context())).rejects.toBe(DOWN);
  });
});
