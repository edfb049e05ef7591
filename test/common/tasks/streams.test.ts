import { ListExecutionsCommand } from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import { peek, type Stream, take } from "../../../common/tasks/streams.ts";
import { awsError, givenContext, NOW, STACK } from "../given.ts";
import { inputsOf, resetMocks, sfn } from "../mocks.ts";
import { DENIED, DOWN } from "./given.ts";
import { givenExecutions, pending } from "./given-executions.ts";

beforeEach(resetMocks);

const stream = (position: Stream["position"] = { offset: 0 }): Stream => ({
  stack: STACK,
  status: "RUNNING",
  position,
});
const numbered = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`task-${index}`, pending({}, NOW - index)]),
  );
const next = (from: Stream, pages = { left: 9 }, size = 2) => peek(from, pages, size, givenContext());

/** All that the stream still has. */
async function rest(from: Stream, pages = { left: 9 }): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const execution = await next(from, pages);
    if (typeof execution !== "object") return names;
    names.push(execution.name);
    take(from);
  }
}

describe("a stream", () => {
  it("shows what it has next until that is taken", async () => {
    givenExecutions(numbered(3));
    const from = stream();
    expect(await next(from)).toMatchObject({ name: "task-0" });
    expect(await next(from)).toMatchObject({ name: "task-0" });
    take(from);
    expect(await next(from)).toMatchObject({ name: "task-1" });
    expect(inputsOf(ListExecutionsCommand)).toHaveLength(1);
  });

  it.each([0, 1, 2, 3, 4, 5])("goes through %i executions, page by page, to its end", async (count) => {
    givenExecutions(numbered(count));
    const from = stream();
    expect(await rest(from)).toEqual(Array.from({ length: count }, (_, index) => `task-${index}`));
    expect(from.position).toBe("end");
    expect(await next(from)).toBeUndefined();
    take(from);
    expect(from.position).toBe("end");
    expect(inputsOf(ListExecutionsCommand)).toHaveLength(Math.max(1, Math.ceil(count / 2)));
  });

  it("goes on at any position that it has had", async () => {
    givenExecutions(numbered(5));
    const from = stream();
    for (let taken = 0; taken < 5; taken++) {
      await next(from);
      expect(await rest(stream(from.position))).toEqual(
        Array.from({ length: 5 - taken }, (_, index) => `task-${taken + index}`),
      );
      take(from);
    }
  });

  it("asks AWS for no more pages than are left", async () => {
    givenExecutions(numbered(5));
    const from = stream();
    const pages = { left: 2 };
    expect(await rest(from, pages)).toEqual(["task-0", "task-1", "task-2", "task-3"]);
    expect(await next(from, pages)).toBe("no more pages");
    expect(from.position).toEqual({ token: "4", offset: 0 });
  });

  it("is empty where the machine is gone", async () => {
    sfn.on(ListExecutionsCommand).rejects(awsError("StateMachineDoesNotExist"));
    expect(await next(stream())).toBeUndefined();
  });

  it("says so where its place is none of AWS's", async () => {
    givenExecutions(numbered(1));
    await expect(next(stream({ token: "x", offset: 0 }))).rejects.toMatchObject({
      code: "invalid_request",
      issues: [{ path: "after", message: expect.any(String) }],
    });
  });

  it("names the permission that is missing, and throws what else is wrong", async () => {
    sfn.on(ListExecutionsCommand).rejects(DENIED);
    await expect(next(stream())).rejects.toMatchObject({
      message: expect.stringContaining("states:ListExecutions"),
    });
    sfn.on(ListExecutionsCommand).rejects(DOWN);
    await expect(next(stream())).rejects.toBe(DOWN);
  });
});
