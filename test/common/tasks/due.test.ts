import { describe, expect, it } from "vitest";
import { parseDue } from "../../../common/tasks/due.ts";
import { HORIZON_MS } from "../../../common/tasks/timestamp.ts";
import { NOW } from "../given.ts";

const at = (text: string) => ({ ms: Date.parse(text) });
const wrong = (path: string, text: string) => ({ issue: { path, message: expect.stringContaining(text) } });

describe("a task is due", () => {
  it.each([
    [{ timestamp: "2026-12-24T18:00:00+01:00" }, at("2026-12-24T17:00:00Z")],
    [{ timestamp: "2020-01-01T00:00:00Z" }, at("2020-01-01T00:00:00Z")],
    [{ timestamp: "2026-12-24T18:00:00", timeZone: "Europe/Berlin" }, at("2026-12-24T17:00:00Z")],
    [{ timestamp: "2026-12-24T18:00:00.0001", timeZone: "UTC" }, at("2026-12-24T18:00:00.001Z")],
    [{ delay: "PT2H30M" }, { ms: NOW + 9_000_000 }],
    [{ delay: "PT0S" }, { ms: NOW }],
  ])("at the moment that %j says", (fields, due) => {
    expect(parseDue(fields, NOW)).toEqual(due);
  });

  it.each([
    [{ timestamp: "2026-12-24T18:00:00" }, wrong("timestamp", "or name its timeZone")],
    [{ timestamp: "2026-02-30T18:00:00Z" }, wrong("timestamp", "is not a valid date and time")],
    [
      { timestamp: "2026-02-30T18:00:00", timeZone: "UTC" },
      wrong("timestamp", "is not a valid date and time"),
    ],
    [{ timestamp: "0000-01-01T00:00:00+01:00" }, wrong("timestamp", "is not a valid date and time")],
    [{ timestamp: "2026-12-24T18:00:00", timeZone: "Mars" }, wrong("timeZone", "IANA")],
    [{ timestamp: "2026-12-24T18:00:00Z", timeZone: "UTC" }, wrong("timestamp", "no zone of its own")],
    [{ delay: "PT1H", timeZone: "UTC" }, wrong("timeZone", "not with a delay")],
  ])("never at %j", (fields, issue) => {
    expect(parseDue(fields, NOW)).toEqual(issue);
  });

  const days = (ms: number) => `PT${ms / 1_000}S`;
  it.each([
    [
      "timestamp",
      { timestamp: new Date(NOW + HORIZON_MS).toISOString() },
      { timestamp: new Date(NOW + HORIZON_MS + 1).toISOString() },
    ],
    ["delay", { delay: days(HORIZON_MS) }, { delay: days(HORIZON_MS + 1_000) }],
  ])("a year ahead at most, by its %s", (path, last, beyond) => {
    expect(parseDue(last, NOW)).toEqual({ ms: NOW + HORIZON_MS });
    expect(parseDue(beyond, NOW)).toEqual(wrong(path, "at most one year"));
  });
});
