import { describe, expect, it } from "vitest";
import { at, post, START } from "../lives/world.ts";
import { givenSource, refusal } from "./given.ts";

const given = givenSource();
const schedule = (timestamp: unknown) => post(given.source, "/schedule", { timestamp, message: 1 });

describe("a timestamp is read exactly: digits beyond the millisecond round up", () => {
  it.each([
    ["2026-11-25T12:00:10.000999Z", "2026-11-25T12:00:10.001Z"],
    ["2026-11-25T12:00:10.0010000Z", "2026-11-25T12:00:10.001Z"],
    ["2027-06-02T08:11:04.0123456789Z", "2027-06-02T08:11:04.013Z"],
    ["2027-06-02T08:11:04.01234567890123456789Z", "2027-06-02T08:11:04.013Z"],
    [`2027-06-02T08:11:04.${"0".repeat(10_000)}1Z`, "2027-06-02T08:11:04.001Z"],
    ["2027-06-02T08:11:04.1Z", "2027-06-02T08:11:04.100Z"],
    ["2027-06-02T08:11:59.9999Z", "2027-06-02T08:12:00.000Z"],
    ["2026-12-31T23:59:59.9990001Z", "2027-01-01T00:00:00.000Z"],
    ["2026-12-31T23:59:59.9999+00:00", "2027-01-01T00:00:00.000Z"],
    ["2027-02-28T23:30:00.0001-01:30", "2027-03-01T01:00:00.001Z"],
    ["2026-12-24t18:00:00z", "2026-12-24T18:00:00.000Z"],
    ["2026-12-24T18:00:00-00:00", "2026-12-24T18:00:00.000Z"],
    ["2026-12-24T18:00:00-00:30", "2026-12-24T18:30:00.000Z"],
    ["2026-12-24T18:00:00+23:59", "2026-12-23T18:01:00.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"],
    ["0099-12-31T23:59:59.9999Z", "0100-01-01T00:00:00.000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
  ])("%s is %s", async (timestamp, expected) => {
    const { status, body } = await schedule(timestamp);
    expect([status, body.timestamp]).toEqual([200, expected]);
  });

  it("and the task is published at the full second after it, never before", async () => {
    const { body } = await schedule(at(10_000).replace(".000Z", ".000999Z"));
    const due = () =>
      given.source.events.find(({ e }) => (e as typeof body).executionArn === body.executionArn);
    await given.world.advance(10_900 - (Date.now() - START));
    expect(due()).toBeUndefined();
    await given.world.advance(1_000);
    expect(due()?.e).toMatchObject({ timestamp: at(10_001) });
  });
});

describe("a timestamp of the right form that is no moment is said to be none", () => {
  it.each([
    "2026-11-31T00:00:00Z",
    "2027-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2026-11-00T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-11-30T24:00:00Z",
    "2026-11-30T04:60:00Z",
    "2026-12-31T23:59:60Z",
    "2026-11-30T04:00:61Z",
    "2026-11-30T04:00:00+24:00",
    "2026-11-30T04:00:00-00:60",
    "0000-01-01T00:00:00+01:00",
    "9999-99-99T99:99:99+99:99",
  ])("%s", async (timestamp) => {
    const answer = await schedule(timestamp);
    expect(refusal(answer)).toMatchObject({ status: 400, paths: ["timestamp"] });
    expect(answer.body.error.issues[0].message).toBe("is not a valid date and time");
  });

  it.each([
    ["2027-02-30T00:00:00", "Europe/Berlin"],
    ["2027-01-01T24:00:00", "UTC"],
    ["0000-01-01T00:00:00", "Asia/Tokyo"],
  ])("%s in %s", async (timestamp, timeZone) => {
    const answer = await post(given.source, "/schedule", { timestamp, timeZone, message: 1 });
    expect(refusal(answer)).toMatchObject({ status: 400, paths: ["timestamp"] });
    expect(answer.body.error.issues[0].message).toBe("is not a valid date and time");
  });
});

describe("a timestamp of another form is answered with the form that it must have", () => {
  it.each([
    [1_800_000_000],
    [1_800_000_000_000],
    [{ date: "2027-01-01" }],
    [null],
    [true],
    [["2027-01-01T00:00:00Z"]],
    ["2027-01-01"],
    ["2027-01-01T00:00Z"],
    ["2027-01-01T00:00:00"],
    ["2027-01-01 00:00:00Z"],
    ["2027-01-01T00:00:00,5Z"],
    ["2027-01-01T00:00:00.Z"],
    ["2027-01-01T00:00:00+0100"],
    ["+12027-01-01T00:00:00Z"],
    ["2027-01-01T00:00:00Z\n"],
    ["２０２７-01-01T00:00:00Z"],
    ["Fri, 01 Jan 2027 00:00:00 GMT"],
    [""],
  ])("%j", async (timestamp) => {
    const answer = await schedule(timestamp);
    expect(refusal(answer)).toMatchObject({ status: 400, paths: ["timestamp"] });
    expect(answer.body.error.issues[0].message).toContain("must be an RFC 3339 date-time with a zone");
  });
});
