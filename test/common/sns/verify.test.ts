import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SnsMessage } from "../../../common/sns/message.ts";
import { isFresh, verify } from "../../../common/sns/verify.ts";
import { awsError, givenContext, NOW, STACK } from "../given.ts";
import { resetMocks, sent } from "../mocks.ts";
import {
  confirmation,
  givenFetch,
  givenKeys,
  givenSigner,
  notification,
  type Signer,
  unsubscribeConfirmation,
} from "./given.ts";

const HOUR = 3_600_000;
let signer: Signer;
beforeAll(async () => {
  signer = await givenSigner();
});
beforeEach(resetMocks);

function check(message: SnsMessage, change: Parameters<typeof givenContext>[0] = {}) {
  return verify(message, STACK, givenContext({ fetch: givenFetch(signer.pem), ...change }));
}

describe("verify", () => {
  it.each(["1", "2"] as const)(
    "accepts what is signed in version %s, and asks AWS nothing",
    async (SignatureVersion) => {
      for (const message of [notification, confirmation, unsubscribeConfirmation]) {
        const signed = signer.sign({ ...message, SignatureVersion });
        await expect(check(signed)).resolves.toBe(signed);
      }
      expect(sent()).toEqual([]);
    },
  );

  it("refuses what another key signed, though its certificate is SNS's", async () => {
    const other = await givenSigner(undefined, undefined, givenKeys());
    await expect(check(other.sign(notification))).rejects.toMatchObject({
      code: "untrusted_message",
      message: expect.stringContaining("its signature is wrong"),
    });
  });

  it.each([
    ["of another topic", { TopicArn: `${STACK.topicArn}x` }, "another topic"],
    ["that is too old", { Timestamp: new Date(NOW - 24 * HOUR - 1).toISOString() }, "too old"],
    ["with a certificate elsewhere", { SigningCertURL: "https://evil.com/x.pem" }, "not at the SNS endpoint"],
  ])("refuses a message %s without a look at its certificate", async (_, change, reason) => {
    const fetch = givenFetch(signer.pem);
    await expect(check(signer.sign({ ...notification, ...change }), { fetch })).rejects.toThrow(reason);
    expect(fetch.urls).toEqual([]);
  });

  it("cannot tell while the certificate cannot be had", async () => {
    const fetch = givenFetch("", { status: 503 });
    await expect(check(signer.sign(notification), { fetch })).rejects.toMatchObject({ code: "not_ready" });
  });

  it("throws what keeps it from knowing where SNS is", async () => {
    const error = awsError("ConfigError");
    const aws = () => ({ snsEndpoint: () => Promise.reject(error) }) as never;
    await expect(check(signer.sign(notification), { aws })).rejects.toBe(error);
  });
});

describe("a message is fresh", () => {
  it.each([
    ["a day old", -24 * HOUR, true],
    ["older", -24 * HOUR - 1, false],
    ["three hours old", -3 * HOUR, true],
    ["new", 0, true],
    ["a quarter of an hour ahead", HOUR / 4, true],
    ["further ahead", HOUR / 4 + 1, false],
  ])("%s: %s", (_, offset, expected) => {
    expect(isFresh(new Date(NOW + offset).toISOString(), NOW)).toBe(expected);
  });

  it.each(["now", "", "9999999999999"])("not if its timestamp is none: %j", (timestamp) => {
    expect(isFresh(timestamp, NOW)).toBe(false);
  });
});

describe("with an override of the endpoint", () => {
  beforeEach(() => {
    process.env.AWS_ENDPOINT_URL = "http://localhost:4566";
  });
  afterEach(() => {
    delete process.env.AWS_ENDPOINT_URL;
  });

  it("a message is signed by a certificate of its own, of whatever name", async () => {
    const emulator = await givenSigner("Some Emulator");
    const message = emulator.sign({ ...notification, SigningCertURL: "http://localhost:4566/x.pem" });
    await expect(check(message, { fetch: givenFetch(emulator.pem) })).resolves.toBe(message);
  });

  it("a message of AWS is not accepted", async () => {
    await expect(check(signer.sign(notification))).rejects.toThrow("not at the SNS endpoint");
  });
});
