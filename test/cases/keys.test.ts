import { describe, expect, it } from "vitest";
import { at, newCredentials, post } from "../lives/world.ts";
import { activationError, givenSource, logsOf, refusal } from "./given.ts";

const given = givenSource();
const { accessKeyId, secretAccessKey } = newCredentials().aws.$auth;
const account = ($auth: unknown) => ({ aws: { $auth } });

const MALFORMED = [
  [
    "an id with a line break at its end",
    { accessKeyId: `${accessKeyId}\n`, secretAccessKey },
    "the access key id contains a line break",
  ],
  [
    "an id with U+200B in front",
    { accessKeyId: `\u200b${accessKeyId}`, secretAccessKey },
    "the access key id contains the character U+200B",
  ],
  [
    "an id with a byte order mark",
    { accessKeyId: `\ufeff${accessKeyId}`, secretAccessKey },
    "the access key id contains the character U+FEFF",
  ],
  [
    "an id with a no-break space",
    { accessKeyId: `${accessKeyId}\u00a0`, secretAccessKey },
    "the access key id contains the character U+00A0",
  ],
  [
    "an id with a blank",
    { accessKeyId: ` ${accessKeyId}`, secretAccessKey },
    "the access key id contains a blank",
  ],
  [
    "a secret with a line break",
    { accessKeyId, secretAccessKey: `${secretAccessKey}\r\n` },
    "the secret access key contains a line break",
  ],
  [
    "a secret with a blank",
    { accessKeyId, secretAccessKey: `${secretAccessKey} ` },
    "the secret access key contains a blank",
  ],
  [
    "a secret with an umlaut",
    { accessKeyId, secretAccessKey: `${secretAccessKey}ü` },
    "the secret access key contains the character U+00FC",
  ],
  [
    "a secret with U+200E",
    { accessKeyId, secretAccessKey: `${secretAccessKey}\u200e` },
    "the secret access key contains the character U+200E",
  ],
  [
    "a token with a line break",
    { accessKeyId, secretAccessKey, sessionToken: "a\nb" },
    "the session token contains a line break",
  ],
  ["an object for an id", { accessKeyId: {}, secretAccessKey }, "the access key id is not text"],
  ["a list for a secret", { accessKeyId, secretAccessKey: ["a"] }, "the secret access key is not text"],
  ["no keys", {}, "No AWS account is connected"],
  ["an id alone", { accessKeyId }, "No AWS account is connected"],
  ["empty keys", { accessKeyId: "", secretAccessKey: "" }, "No AWS account is connected"],
] as const;

describe.each(MALFORMED)("an AWS account with %s", (_, keys, said) => {
  it("is named as such before any call of an activation, which leaves nothing", async () => {
    const before = given.world.aws.calls.length;
    const error = await activationError(given.world, undefined, account(keys));
    expect(error.name).toBe("ConfigurationError");
    expect(error.message).toContain(said);
    expect(error.message).not.toContain(secretAccessKey);
    expect(error.message).not.toMatch(/left behind/i);
    expect(given.world.aws.calls.length).toBe(before);
  });

  it("is named to those who schedule, too, and in the log of a deactivation", async () => {
    const source = await given.world.deploy();
    const before = given.world.aws.calls.length;
    source.propOverrides = account(keys);
    for (const [path, body] of [
      ["/schedule", { timestamp: at(1_000), message: 1 }],
      ["/cancel", { id: "a" }],
    ] as const) {
      const answer = await post(source, path, body);
      expect(refusal(answer)).toMatchObject({ status: 503, code: "not_ready" });
      expect(answer.body.error.message).toContain(said);
      expect(answer.headers.get("retry-after")).toBe("60");
    }
    await source.deactivate();
    expect(logsOf(source)).toContain(`Left everything in AWS as it is. `);
    expect(logsOf(source)).toContain(said);
    expect(given.world.aws.calls.length).toBe(before);
    source.propOverrides = undefined;
    await source.activate();
    await source.delete();
  });
});
