import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../common/tasks/check.ts";
import { parseScheduleRequest } from "../../../common/tasks/requests.ts";
import { cancelRequestSchema, scheduleRequestSchema } from "../../../common/tasks/schemas.ts";

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("a-b_C9", "x".repeat(64), "x".repeat(65), "x".repeat(2_048), "x".repeat(2_049), "id\n"),
  // One character, two units of a string.
  fc.constantFrom("😀".repeat(2_048), "😀".repeat(2_049)),
  fc.constantFrom("2026-12-24T18:00:00Z", "2026-12-24t18:00:00.5+05:30", "2026-12-24 18:00:00Z", "x"),
);

/** What each property may be, which is seldom come upon by chance. */
const GOOD: Readonly<Record<string, unknown>> = {
  delay: "PT1H",
  timeZone: "Europe/Berlin",
  messages: [1, null],
  idPrefix: "abc",
  dryRun: true,
  timestamp: "2026-12-24T18:00:00Z",
  executionArn: "arn",
  id: "a",
  secret: "abc123",
};

/** Bodies in which each property is there or not, seldom beside one of another name. */
const bodyOf = (properties: object) =>
  fc
    .tuple(
      fc.record(
        Object.fromEntries(
          Object.keys(properties).map((name) => [
            name,
            fc.oneof({ weight: 5, arbitrary: fc.constant(GOOD[name] ?? null) }, value),
          ]),
        ),
        { requiredKeys: [] },
      ),
      fc.option(fc.tuple(fc.constantFrom("toString", "constructor", "__proto__", "ID", ""), value), {
        freq: 1,
      }),
    )
    // Through JSON, as a body comes: there "__proto__" is a property like any other.
    .map(([known, other]) => {
      const members = [...Object.entries(known), ...(other ? [other] : [])];
      const json = members.map(([name, member]) => `${JSON.stringify(name)}:${JSON.stringify(member)}`);
      return JSON.parse(`{${json.join(",")}}`);
    });

const issues = (body: unknown, now = 0) => {
  try {
    parseScheduleRequest(body, now);
    return [];
  } catch (error) {
    return (error as { issues: { path: string; message: string }[] }).issues;
  }
};

describe.each([
  ["/schedule", scheduleRequestSchema],
  ["/cancel", cancelRequestSchema],
])("a body for %s", (_, schema) => {
  // `format` is left to whoever reads the value: see below.
  const isValid = new Ajv2020({ validateFormats: false, allErrors: true }).compile(schema);

  it("fits its schema exactly if ajv says so", () => {
    const verdicts = { true: 0, false: 0 };
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: bodyOf(schema.properties) }, fc.jsonValue()), (body) => {
        const expected = isValid(body);
        verdicts[`${expected}`] += 1;
        expect(check(body, schema).length === 0).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
    expect(verdicts.true).toBeGreaterThan(30);
    expect(verdicts.false).toBeGreaterThan(30);
  });

  it("is faulted for the same properties that ajv faults", () => {
    fc.assert(
      fc.property(bodyOf(schema.properties), (body) => {
        isValid(body);
        const faulted = (isValid.errors ?? [])
          .filter(({ schemaPath }) => !/^#\/(allOf|oneOf)/.test(schemaPath))
          .map(({ instancePath, params }) =>
            String(params.missingProperty ?? params.additionalProperty ?? instancePath.slice(1)),
          );
        // What a choice lacks or has too much of, ajv says in other words.
        const own = check(body, schema).filter(({ message }) => !/or else|together with/.test(message));
        expect(new Set(own.map(({ path }) => path))).toEqual(new Set(faulted));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a timestamp of the right form", () => {
  const upTo = (max: number) => fc.integer({ min: 0, max });
  const parts = fc.tuple(
    fc.integer({ min: 1, max: 2_400 }),
    upTo(13),
    upTo(32),
    upTo(25),
    upTo(61),
    upTo(61),
    upTo(25),
    upTo(61),
  );
  const pad = (number: number, width = 2) => String(number).padStart(width, "0");
  const daysIn = (year: number, month: number) => {
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  };

  it("is a moment exactly if calendar and clock have it", () => {
    const verdicts = { true: 0, false: 0 };
    fc.assert(
      fc.property(parts, ([year, month, day, hour, minute, second, zoneHour, zoneMinute]) => {
        const isOnClock = hour < 24 && minute < 60 && second < 60 && zoneHour < 24 && zoneMinute < 60;
        const expected = isOnClock && day >= 1 && day <= daysIn(year, month);
        verdicts[`${expected}`] += 1;
        const time = [hour, minute, second].map((number) => pad(number)).join(":");
        const zone = `+${pad(zoneHour)}:${pad(zoneMinute)}`;
        const timestamp = `${pad(year, 4)}-${pad(month)}-${pad(day)}T${time}${zone}`;
        expect(issues({ timestamp, message: 1 }, Date.UTC(2_401, 0))).toEqual(
          expected
            ? []
            : [{ path: "timestamp", message: expect.stringMatching(/^is not a valid date and time/) }],
        );
      }),
      { numRuns: 2_000 },
    );
    expect(verdicts.true).toBeGreaterThan(30);
    expect(verdicts.false).toBeGreaterThan(30);
  });
});

describe("an issue says what a field takes", () => {
  const task = { timestamp: "2026-12-24T18:00:00Z", message: 1 };
  it.each([
    [
      "a number for a time",
      { ...task, timestamp: 5 },
      "timestamp",
      "must be an RFC 3339 date-time with a zone",
    ],
    ["no zone", { ...task, timestamp: "2026-12-24T18:00:00" }, "timestamp", "must be an RFC 3339 date-time"],
    [
      "no such day",
      { ...task, timestamp: "2026-02-30T18:00:00Z" },
      "timestamp",
      "is not a valid date and time",
    ],
    ["an id with a dot", { ...task, id: "a.b" }, "id", "must be a string of 1 to 64 characters"],
    ["a secret that is no text", { ...task, secret: 5 }, "secret", "must be a string"],
    ["an unknown property", { ...task, when: 5 }, "when", "is not a known property"],
    ["no message", { timestamp: task.timestamp }, "message", "is required"],
    ["a list", [task], "", "the body must be a JSON object"],
  ])("where there is %s", (_, body, path, message) => {
    expect(issues(body)).toEqual(
      expect.arrayContaining([{ path, message: expect.stringContaining(message) }]),
    );
  });

  it.each([
    [{}, [{ path: "a", message: "is required, or else b or c" }]],
    [{ b: 1 }, []],
    [{ a: 1, c: 1 }, [{ path: "c", message: "must not be given together with a" }]],
    [
      { a: 1, b: 1, c: 1 },
      [
        { path: "b", message: "must not be given together with a" },
        { path: "c", message: "must not be given together with a" },
      ],
    ],
  ])("that is one of several: %j", (body, expected) => {
    const choice = { oneOf: [{ required: ["a"] }, { required: ["b"] }, { required: ["c"] }] } as const;
    const schema = {
      type: "object",
      additionalProperties: false,
      properties: { a: {}, b: {}, c: {} },
    } as const;
    expect(check(body, { ...schema, ...choice })).toEqual(expected);
    expect(check(body, { ...schema, allOf: [choice] })).toEqual(expected);
  });

  it("by its pattern, where no sentence is given", () => {
    const schema = {
      type: "object",
      additionalProperties: false,
      properties: { size: { type: "string", pattern: "^[SML]$", description: "" } },
    } as const;
    expect(check({ size: "XL" }, schema)).toEqual([{ path: "size", message: "must match ^[SML]$" }]);
  });
});
