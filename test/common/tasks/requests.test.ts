import { describe, expect, it } from "vitest";
import { RequestError } from "../../../common/errors.ts";
import { parseCancelRequest, parseScheduleRequest } from "../../../common/tasks/requests.ts";
import { HORIZON_MS, toWaitTimestamp } from "../../../common/tasks/timestamp.ts";
import { NOW } from "../given.ts";

const valid = { timestamp: "2026-12-24T18:00:00Z", message: "hello" };

function issuesOf(parse: () => unknown) {
  try {
    parse();
  } catch (error) {
    if (error instanceof RequestError) return error.issues?.map(({ path }) => path);
    throw error;
  }
  return [];
}
const scheduleIssues = (body: unknown) => issuesOf(() => parseScheduleRequest(body, NOW));
const withTimestamp = (timestamp: unknown) => ({ ...valid, timestamp });

describe("the timestamp of a task", () => {
  it.each([
    ["2026-12-24T18:00:00Z", "2026-12-24T18:00:00.000Z"],
    ["2026-12-24t18:00:00z", "2026-12-24T18:00:00.000Z"],
    ["2026-12-24T18:00:00+05:30", "2026-12-24T12:30:00.000Z"],
    ["2026-12-24T18:00:00-00:00", "2026-12-24T18:00:00.000Z"],
    ["2026-12-24T18:00:00.5Z", "2026-12-24T18:00:00.500Z"],
    ["2026-12-24T18:00:00.123456789Z", "2026-12-24T18:00:00.124Z"],
    ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"],
    ["2028-02-29T00:00:00Z", undefined],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
  ])("%s is %s", (timestamp, expected) => {
    if (expected === undefined) expect(scheduleIssues(withTimestamp(timestamp))).toEqual(["timestamp"]);
    else expect(parseScheduleRequest(withTimestamp(timestamp), NOW).timestamp).toBe(expected);
  });

  it.each([
    ["no zone", "2026-12-24T18:00:00"],
    ["a space", "2026-12-24 18:00:00Z"],
    ["no time", "2026-12-24"],
    ["no seconds", "2026-12-24T18:00Z"],
    ["a month 13", "2026-13-24T18:00:00Z"],
    ["an hour 24", "2026-12-24T24:00:00Z"],
    ["a 30th of February", "2026-02-30T18:00:00Z"],
    ["a leap second", "2026-12-31T23:59:60Z"],
    ["an offset without colon", "2026-12-24T18:00:00+0100"],
    ["a name for the zone", "2026-12-24T18:00:00 UTC"],
    ["a year before 0 in UTC", "0000-01-01T00:00:00+01:00"],
    ["words", "tomorrow"],
    ["blanks around", " 2026-12-24T18:00:00Z "],
    ["a number", 1_798_135_200_000],
    ["null", null],
    ["a list", ["2026-12-24T18:00:00Z"]],
  ])("with %s is refused", (_, timestamp) => {
    expect(scheduleIssues(withTimestamp(timestamp))).toEqual(["timestamp"]);
  });

  it("is at most the horizon ahead", () => {
    const ahead = (ms: number) => withTimestamp(new Date(NOW + ms).toISOString());
    expect(scheduleIssues(ahead(HORIZON_MS))).toEqual([]);
    expect(scheduleIssues(ahead(HORIZON_MS + 1))).toEqual(["timestamp"]);
    expect(HORIZON_MS).toBe(365 * 86_400_000 - 3_600_000);
  });

  it.each([
    [-62_000_000_000_000, "1970-01-01T00:00:00Z"],
    [0, "1970-01-01T00:00:00Z"],
    [1, "1970-01-01T00:00:01Z"],
    [999, "1970-01-01T00:00:01Z"],
    [1_000, "1970-01-01T00:00:01Z"],
    [1_001, "1970-01-01T00:00:02Z"],
  ])("of %i ms is waited for until %s", (ms, expected) => {
    expect(toWaitTimestamp(ms)).toBe(expected);
  });
});

describe("a request to schedule", () => {
  it("is taken apart into what is known", () => {
    expect(parseScheduleRequest({ ...valid, id: "a", secret: "s" }, NOW)).toEqual({
      timestamp: "2026-12-24T18:00:00.000Z",
      content: { message: "hello" },
      id: "a",
    });
  });

  it.each([0, false, "", null, [], {}])("may have the message %j", (message) => {
    expect(parseScheduleRequest({ ...valid, message }, NOW).content).toEqual({ message });
  });

  it.each([["a"], ["A-z_0"], ["x".repeat(64)]])("may have the id %s", (id) => {
    expect(parseScheduleRequest({ ...valid, id }, NOW).id).toBe(id);
  });

  it.each([
    ["an empty id", { ...valid, id: "" }, ["id"]],
    ["a long id", { ...valid, id: "x".repeat(65) }, ["id"]],
    ["an id with a dot", { ...valid, id: "a.b" }, ["id"]],
    ["an id with a line break", { ...valid, id: "a\n" }, ["id"]],
    ["an id that is a number", { ...valid, id: 5 }, ["id"]],
    ["a secret that is no text", { ...valid, secret: 5 }, ["secret"]],
    ["an unknown property", { ...valid, later: 5 }, ["later"]],
    [
      "a property of every object",
      JSON.parse('{"timestamp":"2026-12-24T18:00:00Z","message":1,"__proto__":{}}'),
      ["__proto__"],
    ],
    ["no message", { timestamp: valid.timestamp }, ["message"]],
    ["nothing", {}, ["timestamp", "message"]],
    [
      "all kinds of mistakes",
      { timestamp: "x", id: "", a: 1, b: 2 },
      ["message", "a", "b", "timestamp", "id"],
    ],
    [
      "a horizon and an unknown property",
      { ...valid, timestamp: "2099-01-01T00:00:00Z", a: 1 },
      ["a", "timestamp"],
    ],
    ["a list for a body", [valid], [""]],
    ["null for a body", null, [""]],
  ])("with %s is refused", (_, body, paths) => {
    expect(scheduleIssues(body)).toEqual(paths);
  });

  it.each([
    ["lists", "[", "]"],
    ["objects", '{"a":', "}"],
  ])("may nest %s, but not deeper than events can be", (_, open, close) => {
    const nested = (depth: number) => JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);
    expect(scheduleIssues({ ...valid, message: nested(240) })).toEqual([]);
    expect(scheduleIssues({ ...valid, message: nested(241) })).toEqual(["message"]);
    expect(scheduleIssues({ ...valid, message: nested(100_000) })).toEqual(["message"]);
  });

  it("may not hold a number that JSON does not keep", () => {
    expect(scheduleIssues({ ...valid, message: JSON.parse('{"a":[1e308]}') })).toEqual([]);
    expect(scheduleIssues({ ...valid, message: JSON.parse('{"a":[-1e999]}') })).toEqual(["message.a[0]"]);
  });

  it("gets an answer of bounded size, whatever it holds", () => {
    const unknown = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`p${i}`, 1]));
    expect(scheduleIssues({ ...valid, ...unknown })).toHaveLength(100);
  });
});

describe("a request to cancel", () => {
  it("names a task by its ARN or its id", () => {
    expect(parseCancelRequest({ executionArn: "arn", secret: "s" })).toEqual({ executionArn: "arn" });
    expect(parseCancelRequest({ id: "a" })).toEqual({ id: "a" });
  });

  it.each([
    ["neither", {}, ["executionArn"]],
    ["both", { executionArn: "arn", id: "a" }, ["id"]],
    ["a bad id", { id: "a b" }, ["id"]],
    ["an endless ARN", { executionArn: "x".repeat(2_049) }, ["executionArn"]],
    ["another property", { id: "a", force: true }, ["force"]],
    ["a text for a body", "arn", [""]],
  ])("with %s is refused", (_, body, paths) => {
    expect(issuesOf(() => parseCancelRequest(body))).toEqual(paths);
  });
});
