import { describe, expect, it } from "vitest";
import { HORIZON_MS, isBeyondHorizon, toWaitTimestamp } from "../../../common/tasks/timestamp.ts";
import { NOW } from "../given.ts";

describe("the moment for a Wait state", () => {
  it.each([
    ["2026-12-24T18:00:00.000Z", "2026-12-24T18:00:00Z"],
    ["2026-12-24T18:00:00.001Z", "2026-12-24T18:00:01Z"],
    ["2026-12-24T18:00:00.999Z", "2026-12-24T18:00:01Z"],
    ["2026-12-31T23:59:59.500Z", "2027-01-01T00:00:00Z"],
    ["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00Z"],
    ["1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z"],
    ["0000-01-01T00:00:00.000Z", "1970-01-01T00:00:00Z"],
  ])("of %s is %s: never early, never before 1970", (timestamp, expected) => {
    expect(toWaitTimestamp(Date.parse(timestamp))).toBe(expected);
  });
});

it("the horizon is a year less the hour that is left for delivery", () => {
  expect(HORIZON_MS).toBe((365 * 24 - 1) * 3_600_000);
  expect(isBeyondHorizon(NOW + HORIZON_MS, NOW)).toBe(false);
  expect(isBeyondHorizon(NOW + HORIZON_MS + 1, NOW)).toBe(true);
});
