import { describe, expect, it } from "vitest";
import { parseOptions, UsageError } from "../../local/options.ts";

describe("parseOptions", () => {
  it("has a default for everything", () => {
    expect(parseOptions([])).toEqual({
      once: false,
      help: false,
      secret: undefined,
      port: 3_000,
      delaySeconds: 5,
      message: { name: "Luke", title: "Jedi" },
      publicUrl: undefined,
    });
  });

  it.each([
    [["--once"], { once: true }],
    [["--secret", "s"], { secret: "s" }],
    [["--port", "0"], { port: 0 }],
    [["--in=30"], { delaySeconds: 30 }],
    [["--message", "null"], { message: null }],
    [["--public-url", "https://example.com/"], { publicUrl: "https://example.com" }],
  ])("takes %j", (args, expected) => {
    expect(parseOptions(args)).toMatchObject(expected);
  });

  it.each([
    [["--in", "soon"], "--in takes a whole number"],
    [["--in", ""], "--in takes a whole number"],
    [["--in=-1"], "--in takes a whole number"],
    [["--in", "-1"], "'--in'"],
    [["--in"], "'--in <value>' argument missing"],
    [["--secret", ""], "--secret takes a text"],
    [["--port", "99999"], "--port takes a whole number"],
    [["--message", "{"], "--message takes JSON"],
    [["--public-url", "localhost"], "--public-url takes the URL"],
    [["--public-url", "ftp://example.com"], "--public-url takes the URL"],
    [["--what"], "--help"],
    [["stray"], "--help"],
  ])("says in one line how to do it right after %j", (args, advice) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(advice);
    expect(() => parseOptions(args)).not.toThrow("\n");
  });
});
