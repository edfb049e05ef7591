import { describe, expect, it } from "vitest";
import { parseListQuery } from "../../../common/tasks/list-query.ts";

function issuesOf(query: unknown): string[] {
  try {
    parseListQuery(query);
    return [];
  } catch (error) {
    return (error as { issues: { path: string }[] }).issues.map(({ path }) => path);
  }
}

describe("the query of a list", () => {
  it.each([undefined, null, {}, "text"])("%j asks for twenty pending tasks", (query) => {
    expect(parseListQuery(query)).toEqual({ status: "pending", limit: 20 });
  });

  it("may say it all", () => {
    const query = { status: "failed", limit: "5", after: "x", idPrefix: "a" };
    expect(parseListQuery(query)).toEqual({ ...query, limit: 5 });
  });

  it.each(["1", "25"])("may have the limit %s", (limit) => {
    expect(parseListQuery({ limit }).limit).toBe(Number(limit));
  });

  it.each<[object, string[]]>([
    [{ limit: "0" }, ["limit"]],
    [{ limit: "26" }, ["limit"]],
    [{ limit: "1e1" }, ["limit"]],
    [{ limit: "" }, ["limit"]],
    [{ limit: ["5"] }, ["limit"]],
    [{ status: "running" }, ["status"]],
    [{ after: "x".repeat(8_193) }, ["after"]],
    [{ idPrefix: "a b" }, ["idPrefix"]],
    [{ idPrefix: "" }, ["idPrefix"]],
    [{ page: "2" }, ["page"]],
    [{ page: "2", limit: "x" }, ["page", "limit"]],
  ])("%j is faulted for %j", (query, paths) => {
    expect(issuesOf(query)).toEqual(paths);
  });
});
