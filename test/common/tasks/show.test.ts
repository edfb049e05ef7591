import { DescribeExecutionCommand } from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import { executionArnOf } from "../../../common/aws/arn.ts";
import { pointerTo } from "../../../common/tasks/outcome.ts";
import { show } from "../../../common/tasks/show.ts";
import { EXECUTION_ARN, givenContext, STACK } from "../given.ts";
import { resetMocks, sent, sfn } from "../mocks.ts";
import { DENIED } from "./given.ts";
import { ended, givenExecutions, pending, stopped } from "./given-executions.ts";

beforeEach(resetMocks);

const run = async (name: string) => {
  const result = await show(name, givenContext()).catch((error) => error);
  return { code: result.code, json: result.body && JSON.parse(result.body) };
};

describe("a task is shown", () => {
  it.each(["a", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324"])("by the name %s", async (name) => {
    givenExecutions({ [name]: pending({ id: "x" }) });
    expect((await run(name)).json).toMatchObject({
      executionArn: executionArnOf(STACK.stateMachineArn, name),
      status: "pending",
      id: "x",
    });
  });

  it("at its latest time, by any of its names", async () => {
    givenExecutions({ a: stopped(pointerTo("a.2")), "a.2": ended({}, { replaces: "a" }) });
    for (const name of ["a", "a.2"]) {
      expect((await run(name)).json).toMatchObject({ status: "emitted", replaces: EXECUTION_ARN });
    }
  });

  it.each(["", "a b", "a*", "a.1.2", "a.0", "x".repeat(65), "%00", "../a"])("never by %j", async (name) => {
    expect(await run(name)).toMatchObject({ code: "execution_not_found" });
    expect(sent()).toEqual([]);
  });

  it("not if nobody knows it", async () => {
    givenExecutions({});
    expect(await run("a")).toMatchObject({ code: "execution_not_found" });
  });

  it("not if somebody else has started it", async () => {
    givenExecutions({ a: { ...pending(), input: "{}" } });
    expect(await run("a")).toMatchObject({ code: "execution_not_found" });
  });

  it("not without the permission", async () => {
    sfn.on(DescribeExecutionCommand).rejects(DENIED);
    expect(await run("a")).toMatchObject({ code: "aws_error" });
  });
});
