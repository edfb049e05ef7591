import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLostNumber, parseExactly } from "../../common/exact-json.ts";

describe("a number in a JSON text", () => {
  it.each([
    "0",
    "-0",
    "1e2",
    "2.0",
    "0.1",
    "0.10",
    "1.50e-7",
    "9007199254740991",
    "9007199254740992",
    "100000000000000000000",
    "1e22",
    "1E+300",
    "1.7976931348623157e308",
    "5e-324",
    "0.000000000000000000000000000001",
    "123456.78900000000000000000000",
    "0e999",
    "0.0e99999999999999999999",
  ])("%s is held by a double", (text) => {
    expect(parseExactly(text)).toBe(JSON.parse(text));
  });

  it.each([
    "7615917337495251231",
    "-9007199254740993",
    "9007199254740993.0",
    "9007199254740993e0",
    "90071992547409930e-1",
    "0.12345678901234567890123",
    "0.1000000000000000055511151231257827",
    "1e309",
    "-1E400",
    "1e-400",
    "4.9e-324",
    "1e99999999999999999999",
    "9".repeat(400),
    // A double holds it, and yet writes it as 1152921504606847000.
    "1152921504606846976",
  ])("%s is not", (text) => {
    expect(isLostNumber(parseExactly(text))).toBe(true);
  });
});

describe("a JSON text", () => {
  it("of numbers that were written from doubles is read as JSON.parse reads it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseExactly(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("keeps its strings, whatever digits are in them", () => {
    const value = { "12345678901234567": ["98765432109876543", '\\"98765432109876543', "\\"] };
    expect(parseExactly(JSON.stringify(value))).toEqual(value);
    expect(isLostNumber({ lost: true })).toBe(false);
  });

  it("with a name that comes twice has the last of its values, as with JSON.parse", () => {
    expect(parseExactly('{"a":7615917337495251231,"a":1}')).toEqual({ a: 1 });
    expect(parseExactly('{"a":[7615917337495251231],"a":{"b":1e400,"b":"c"}}')).toEqual({ a: { b: "c" } });
    const { a } = parseExactly('{"a":1,"a":7615917337495251231}') as { a: unknown };
    expect(isLostNumber(a)).toBe(true);
  });

  it("may have a property of the name of every object's prototype", () => {
    const value = parseExactly('{"__proto__":7615917337495251231}') as object;
    expect(Object.keys(value)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it("may be nested as deep as it is long", () => {
    const depth = 200_000;
    expect(parseExactly(`${"[".repeat(depth)}7615917337495251231${"]".repeat(depth)}`)).toHaveLength(1);
  });

  it.each(["", "{", '{"a":7615917337495251231', "[1,]", "01", "+1", ".5", "NaN", '"\\'])(
    "that is none (%s) is refused",
    (text) => {
      expect(() => parseExactly(text)).toThrow(SyntaxError);
    },
  );
});
