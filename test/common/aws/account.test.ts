import { describe, expect, it } from "vitest";
import { accountProblem } from "../../../common/aws/account.ts";

const KEYS = { accessKeyId: "AKIATEST", secretAccessKey: "wJalr/XUtn+FEMI=" };

describe("the keys of an account", () => {
  it.each([KEYS, { ...KEYS, sessionToken: "FwoGZ/+=" }, { ...KEYS, sessionToken: "" }])(
    "%j can be used",
    (keys) => {
      expect(accountProblem(keys)).toBeUndefined();
    },
  );

  it("have to be there", () => {
    expect(accountProblem(undefined)).toMatch(/^No AWS account is connected/);
  });

  it.each([
    [{ accessKeyId: "AKIA TEST" }, "the access key id contains a blank"],
    [{ secretAccessKey: "secret\n" }, "the secret access key contains a line break"],
    [{ secretAccessKey: "secret\r\n" }, "the secret access key contains a line break"],
    [{ sessionToken: "\u00a0t" }, "the session token contains the character U+00A0"],
    [{ accessKeyId: "AKIA\u200b" }, "the access key id contains the character U+200B"],
    [{ accessKeyId: "😀" }, "the access key id contains the character U+1F600"],
    [{ accessKeyId: 5 }, "the access key id is not text"],
    [{ secretAccessKey: undefined }, "the secret access key is not text"],
  ])("with %j cannot be used, and that says no more of them", (change, problem) => {
    const text = accountProblem({ ...KEYS, ...change } as never);
    expect(text).toBe(`The AWS account cannot be used: ${problem}. Connect it again`);
  });
});
