import { describe, expect, it } from "vitest";
import { parseExactly } from "../../../common/exact-json.ts";
import { valueIssues } from "../../../common/tasks/value-issues.ts";

const LOST = "7615917337495251231";
const issues = (text: string) => valueIssues(parseExactly(text), "message");
const paths = (text: string) => issues(text).map(({ path }) => path);

describe("the path of an issue", () => {
  it.each([
    [LOST, ["message"]],
    [`{"user_id":${LOST}}`, ["message.user_id"]],
    [`[{"x":${LOST}}]`, ["message[0].x"]],
    [`{"a":[[1,${LOST}],-1e400],"b":${LOST}}`, ["message.b", "message.a[1]", "message.a[0][1]"]],
    [`{"first name":${LOST},"":${LOST}}`, ["message.first name", "message."]],
    [`{"a-b":{"$c":${LOST}}}`, ["message.a-b.$c"]],
    [`{"__proto__":${LOST}}`, ["message.__proto__"]],
  ])("in %s is %j", (text, expected) => {
    expect(paths(text)).toEqual(expected);
  });

  it("has a length that somebody reads", () => {
    for (const path of paths(`{"${"x".repeat(10_000)}":${LOST}}`)) expect(path.length).toBeLessThan(101);
  });
});

describe("a value", () => {
  it.each(["null", "{}", "[]", '{"a":[1e20,0.1,-0,""]}', '"\\ud83d\\ude00\ufffd\\u0000"'])(
    "%s has no issue",
    (text) => {
      expect(issues(text)).toEqual([]);
    },
  );

  it.each([
    ['"\\ud83d"', "message"],
    ['{"a":["\\ude00\\ud83d"]}', "message.a[0]"],
    ['{"\\ud83d":1}', "message"],
  ])("%s holds half of a character, which has no bytes in UTF-8", (text, path) => {
    expect(issues(text)).toEqual([{ path, message: expect.stringContaining("half of a surrogate pair") }]);
  });

  it("of many issues names a hundred", () => {
    expect(issues(`[${Array(10_000).fill(LOST).join()}]`)).toHaveLength(100);
  });

  it("of any size is looked at", () => {
    expect(issues(`[${Array(500_000).fill("0").join()}]`)).toEqual([]);
  });
});
