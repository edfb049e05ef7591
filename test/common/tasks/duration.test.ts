import { describe, expect, it } from "vitest";
import { DURATION_PATTERN, durationMs } from "../../../common/tasks/duration.ts";

const isDuration = (text: string) => new RegExp(DURATION_PATTERN, "u").test(text);
const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe("a duration", () => {
  it.each([
    ["PT2H30M", 2.5 * HOUR],
    ["P3D", 3 * DAY],
    ["P1W", 7 * DAY],
    ["P1W2DT3H4M5S", 9 * DAY + 3 * HOUR + 4 * 60 * SECOND + 5 * SECOND],
    ["PT0S", 0],
    ["PT90M", 1.5 * HOUR],
    ["PT36H", 1.5 * DAY],
    ["PT0.5S", 500],
    ["PT0,5S", 500],
    ["PT1.001S", 1_001],
    ["PT1.0001S", 1_001],
    ["PT0.000000001S", 1],
    ["PT1.1S", 1_100],
    ["PT4.35S", 4_350],
  ])("of %s is %i ms: never shorter", (duration, ms) => {
    expect(isDuration(duration)).toBe(true);
    expect(durationMs(duration)).toBe(ms);
  });

  it.each([
    "",
    "P",
    "PT",
    "P1Y",
    "P1M",
    "P1DT",
    "2H",
    "PT1",
    "PT2H30",
    "PT1.5H",
    "P-1D",
    "-P1D",
    "PT1.S",
    "pt1h",
    "P1D ",
    "P1D2W",
    "PT1234567890S",
  ])("is not %j", (text) => {
    expect(isDuration(text)).toBe(false);
  });
});
