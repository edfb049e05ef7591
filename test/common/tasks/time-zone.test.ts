import { describe, expect, it } from "vitest";
import { isTimeZone, toMoment } from "../../../common/tasks/time-zone.ts";

describe("a time zone", () => {
  it.each([
    ["Europe/Berlin", true],
    ["America/Argentina/Buenos_Aires", true],
    ["UTC", true],
    ["+02:00", false],
    ["Mars/Olympus_Mons", false],
    ["", false],
    ["../Berlin", false],
  ])("%j is one: %s", (text, expected) => {
    expect(isTimeZone(text)).toBe(expected);
  });
});

describe("a local time", () => {
  const at = (local: string, zone: string) => new Date(toMoment(Date.parse(`${local}Z`), zone)).toISOString();

  it.each([
    ["in winter", "2027-01-15T09:00:00", "Europe/Berlin", "2027-01-15T08:00:00.000Z"],
    ["in summer", "2027-07-15T09:00:00", "Europe/Berlin", "2027-07-15T07:00:00.000Z"],
    ["in a zone that is always the same", "2027-07-15T09:00:00", "Asia/Kolkata", "2027-07-15T03:30:00.000Z"],
    ["with a fraction", "2027-07-15T09:00:00.123", "Asia/Tokyo", "2027-07-15T00:00:00.123Z"],
    [
      "a moment before clocks go forward",
      "2027-03-28T01:59:59.999",
      "Europe/Berlin",
      "2027-03-28T00:59:59.999Z",
    ],
    [
      "that clocks skip, moves forward by the gap",
      "2027-03-28T02:30:00",
      "Europe/Berlin",
      "2027-03-28T01:30:00.000Z",
    ],
    ["right after the gap", "2027-03-28T03:00:00", "Europe/Berlin", "2027-03-28T01:00:00.000Z"],
    ["that comes twice, is the first", "2027-10-31T02:30:00", "Europe/Berlin", "2027-10-31T00:30:00.000Z"],
    ["after it came twice", "2027-10-31T03:00:00", "Europe/Berlin", "2027-10-31T02:00:00.000Z"],
    ["of a gap of half an hour", "2027-10-03T02:15:00", "Australia/Lord_Howe", "2027-10-02T15:45:00.000Z"],
    ["in New York, skipped", "2027-03-14T02:30:00", "America/New_York", "2027-03-14T07:30:00.000Z"],
    ["in New York, twice", "2027-11-07T01:30:00", "America/New_York", "2027-11-07T05:30:00.000Z"],
    ["on a day that a zone left out", "2011-12-30T12:00:00", "Pacific/Apia", "2011-12-30T22:00:00.000Z"],
  ])("%s", (_, local, zone, moment) => {
    expect(at(local, zone)).toBe(moment);
  });
});
