import { describe, expect, it } from "vitest";
import { parseCursor, printCursor } from "../../../common/tasks/cursor.ts";

const cursor = {
  list: "dc_test pending ",
  positions: { "1 RUNNING": { token: "t", offset: 3 }, "2 RUNNING": { offset: 0 }, "3 RUNNING": "end" },
} as const;
const print = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("a cursor", () => {
  it("is read as it was printed, and fits into a URL", () => {
    expect(printCursor(cursor)).toMatch(/^[\w-]+$/);
    expect(parseCursor(printCursor(cursor), cursor.list)).toEqual(cursor);
  });

  it.each([
    ["of another list", printCursor({ ...cursor, list: "dc_test failed " })],
    ["no base64", "%"],
    ["empty", ""],
    ["no JSON", Buffer.from("{").toString("base64url")],
    ["a number", print(1)],
    ["null", print(null)],
    ["without positions", print({ list: cursor.list })],
    ["with a list of positions", print({ ...cursor, positions: [1] })],
    ["with a position that is none", print({ ...cursor, positions: { "1 RUNNING": 5 } })],
    ["with a position that is nothing", print({ ...cursor, positions: { "1 RUNNING": null } })],
    ["without an offset", print({ ...cursor, positions: { "1 RUNNING": { token: "t" } } })],
    [
      "with a token that is no text",
      print({ ...cursor, positions: { "1 RUNNING": { offset: 0, token: 1 } } }),
    ],
  ])("is not %s", (_, text) => {
    expect(() => parseCursor(text, cursor.list)).toThrow(
      expect.objectContaining({
        code: "invalid_request",
        issues: [{ path: "after", message: expect.any(String) }],
      }),
    );
  });
});
