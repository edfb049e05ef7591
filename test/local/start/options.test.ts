import { describe, expect, it } from "vitest";
import { parseOptions } from "../../../local/start/options.ts";
import { UsageError } from "../../../local/start/usage.ts";

describe("parseOptions", () => {
  it("has a default for everything", () => {
    expect(parseOptions([])).toEqual({
      once: false,
      help: false,
      quiet: false,
      timeTravel: false,
      id: undefined,
      data: undefined,
      secret: undefined,
      port: 3_000,
      delaySeconds: 5,
      message: { name: "Luke", title: "Jedi" },
      publicUrl: undefined,
    });
  });

  it.each([
    [["--once"], { once: true }],
    [["--quiet"], { quiet: true }],
    [["--time-travel"], { timeTravel: true }],
    [["--id", "my_scheduler-1"], { id: "my_scheduler-1" }],
    [["--data", "./kept"], { data: "./kept" }],
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
    [["--in", "-1"], "--in takes a whole number"],
    [["--in", "abc"], "for example: --in 30"],
    [["--in"], "for example: --in 30"],
    [["--secret", ""], "--secret takes a text"],
    [["--secret"], "--secret takes a text"],
    [["--id", "a b"], "for example: --id my-scheduler"],
    [["--id", "x".repeat(41)], "--id takes 1 to 40"],
    [["--data", ""], "--data takes a folder"],
    [["--data"], "--data takes a folder"],
    [["--quiet=yes"], "--quiet takes no value"],
    [["--time-travel=3"], "--time-travel takes no value"],
    [["--port", "99999"], "--port takes a whole number"],
    [["--port", "x"], "for example: --port 3000"],
    [["--port", "--once"], "for example: --port 3000"],
    [["--message", "{"], "--message takes JSON"],
    [["--message"], "--message takes JSON"],
    [["--public-url"], "--public-url takes the URL"],
    [["--public-url", "localhost"], "--public-url takes the URL"],
    [["--public-url", "ftp://example.com"], "--public-url takes the URL"],
    [["--once=yes"], "--once takes no value"],
    [["--what"], 'no option "--what"'],
    [["--constructor"], "--help"],
    [["-x"], "--help"],
    [["stray"], "npm start -- --in 30"],
    [["two\nlines"], "belongs to no option"],
  ])("says in one line how to do it right after %j", (args, advice) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(advice);
    expect(() => parseOptions(args)).not.toThrow("\n");
  });
});
