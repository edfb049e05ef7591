import { expect, it } from "vitest";
import { toLogLine } from "../../common/log-line.ts";

it.each([
  ["stays as it is", "POST /schedule: Grüße, 日本 😀", "POST /schedule: Grüße, 日本 😀"],
  ["is one line", "a\nforged\r\nline", "a forged line"],
  ["has no line end of Unicode's", "a\u2028b\u2029c\u0085d", "a b c\\u{0085}d"],
  ["has one blank for many", "a \t\u00a0 b", "a b"],
  ["commands no terminal", "a\u001b[2Jb\u0007", "a\\u{001b}[2Jb\\u{0007}"],
  ["does not turn its direction", "a\u202eb\u2066c\u200fd", "a\\u{202e}b\\u{2066}c\\u{200f}d"],
  ["hides nothing", "a\u200bb\u00adc", "a\\u{200b}b\\u{00ad}c"],
  ["shows tags for what they are", "a\u{e0041}", "a\\u{e0041}"],
])("a line of the log %s", (_, text, line) => {
  expect(toLogLine(text)).toBe(line);
});

it("a line of the log has an end", () => {
  expect(toLogLine("x".repeat(5_000))).toBe("x".repeat(1_000));
});
