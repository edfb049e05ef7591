import { beforeAll, describe, expect, it } from "vitest";
import { awsClients } from "../../../common/aws/clients.ts";
import { requireTrustedUrl, signingCertificate } from "../../../common/sns/certificate.ts";
import { parseSnsMessage, type SnsMessage } from "../../../common/sns/message.ts";
import { stringToSign } from "../../../common/sns/signature.ts";
import { verify } from "../../../common/sns/verify.ts";
import { givenContext, NOW, STACK } from "../given.ts";
import {
  CERTIFICATE_URL,
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

let urls = 0;
/** A URL that no test before has had a certificate from. */
const freshUrl = () => CERTIFICATE_URL.replace(/[0-9a-f]{32}/, (urls++).toString(16).padStart(32, "0"));

function check(message: SnsMessage, change: Parameters<typeof givenContext>[0] = {}) {
  return verify(message, STACK, givenContext({ fetch: givenFetch(signer.pem), ...change }));
}

describe("parseSnsMessage", () => {
  it.each([notification, { ...notification, Subject: "s" }, confirmation, unsubscribeConfirmation])(
    "takes a $Type",
    (message) => {
      expect(parseSnsMessage(message)).toBe(message);
    },
  );

  it.each([
    ["no object", "text"],
    ["null", null],
    ["an unknown type", { ...notification, Type: "Other" }],
    ["a type with line breaks", { ...notification, Type: "Notification\nMessageId\nx" }],
    ["a Message that is no text", { ...notification, Message: { a: 1 } }],
    ["a Subject that is no text", { ...notification, Subject: null }],
    ["an unknown signature version", { ...notification, SignatureVersion: "3" }],
    ["no Token", { ...confirmation, Token: undefined }],
    ["no TopicArn", { ...notification, TopicArn: undefined }],
    ["a TopicArn in a list", { ...notification, TopicArn: [STACK.topicArn] }],
  ])("refuses %s", (_, body) => {
    expect(() => parseSnsMessage(body)).toThrow("not a message from SNS");
  });
});

describe("stringToSign", () => {
  it("is a name and a value a line, in the order of AWS", () => {
    const { Message, MessageId, Timestamp, TopicArn } = notification;
    expect(stringToSign({ ...notification, Subject: "Hi" })).toBe(
      `Message\n${Message}\nMessageId\n${MessageId}\nSubject\nHi\nTimestamp\n${Timestamp}\nTopicArn\n${TopicArn}\nType\nNotification\n`,
    );
    expect(stringToSign(notification)).not.toContain("Subject");
    expect(stringToSign(unsubscribeConfirmation)).toMatch(
      /\nSubscribeURL\n.*\nTimestamp\n.*\nToken\nabc\nTopicArn\n/,
    );
  });
});

describe("verify", () => {
  it.each(["1", "2"] as const)("accepts what is signed in version %s", async (SignatureVersion) => {
    for (const message of [notification, confirmation, unsubscribeConfirmation]) {
      const signed = signer.sign({ ...message, SignatureVersion });
      await expect(check(signed)).resolves.toBe(signed);
    }
  });

  it("refuses what another key signed, though its certificate is SNS's", async () => {
    const other = await givenSigner(undefined, undefined, givenKeys());
    await expect(check(other.sign(notification))).rejects.toMatchObject({ code: "untrusted_message" });
  });

  it("refuses another topic without a look at its certificate", async () => {
    const fetch = givenFetch(signer.pem);
    const message = signer.sign({
      ...notification,
      TopicArn: `${STACK.topicArn}x`,
      SigningCertURL: freshUrl(),
    });
    await expect(check(message, { fetch })).rejects.toThrow("another topic");
    expect(fetch.urls).toEqual([]);
  });

  it.each([
    ["two hours old", -2 * HOUR, true],
    ["older", -2 * HOUR - 1, false],
    ["a quarter of an hour ahead", HOUR / 4, true],
    ["further ahead", HOUR / 4 + 1, false],
  ])("minds the age of a message: %s", async (_, offset, accepted) => {
    const message = signer.sign({ ...notification, Timestamp: new Date(NOW + offset).toISOString() });
    const outcome = await check(message).then(
      () => true,
      () => false,
    );
    expect(outcome).toBe(accepted);
  });

  it("refuses a timestamp that is none", async () => {
    await expect(check(signer.sign({ ...notification, Timestamp: "now" }))).rejects.toThrow("too old");
  });

  it("fetches a certificate once", async () => {
    const fetch = givenFetch(signer.pem);
    const message = signer.sign({ ...notification, SigningCertURL: freshUrl() });
    await check(message, { fetch });
    await check(message, { fetch });
    expect(fetch.urls).toHaveLength(1);
  });

  it("trusts a certificate that it has had only at the endpoint where that is", async () => {
    const url = freshUrl();
    const fetchAnd = { fetch: givenFetch(signer.pem), now: () => NOW };
    const at = (region: string) => {
      const endpoint = { origin: `https://sns.${region}.amazonaws.com`, isOverride: false };
      return signingCertificate(url, STACK.topicArn.replace("us-east-1", region), endpoint, fetchAnd);
    };
    await at("us-east-1");
    await expect(at("eu-west-1")).rejects.toThrow("not at the SNS endpoint");
  });
});

describe("the URL of a certificate", () => {
  const aws = { origin: "https://sns.us-east-1.amazonaws.com", isOverride: false };
  const path = "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";
  const isTrusted = (url: string, endpoint = aws) => {
    try {
      requireTrustedUrl(url, endpoint);
      return true;
    } catch {
      return false;
    }
  };

  it.each([
    [`https://sns.us-east-1.amazonaws.com${path}`, true],
    [`http://sns.us-east-1.amazonaws.com${path}`, false],
    [`https://sns.us-east-1.amazonaws.com:443${path}`, false],
    [`https://sns.us-east-1.amazonaws.com:8443${path}`, false],
    [`https://sns.us-west-2.amazonaws.com${path}`, false],
    [`https://sns.us-east-1.amazonaws.com.evil.com${path}`, false],
    [`https://sns.s3-us-west-2.amazonaws.com${path}`, false],
    [`https://evil.com/sns.us-east-1.amazonaws.com${path}`, false],
    [`https://me@sns.us-east-1.amazonaws.com${path}`, false],
    [`https://sns.us-east-1.amazonaws.com@evil.com${path}`, false],
    [`https://sns.us-east-1.amazonaws.com${path}?x`, false],
    [`https://sns.us-east-1.amazonaws.com${path}#x`, false],
    [`https://sns.us-east-1.amazonaws.com/a/..${path}`, false],
    [`https://sns.us-east-1.amazonaws.com/x${path}`, false],
    [`https://sns.us-east-1.amazonaws.com${path.toUpperCase()}`, false],
    [`https://sns.us-east-1.amazonaws.com${path}\n`, false],
    ["https://sns.us-east-1.amazonaws.com/evil.pem", false],
    ["", false],
  ])("%j is trusted: %s", (url, expected) => {
    expect(isTrusted(url)).toBe(expected);
  });

  it.each([
    ["http://localhost:4566/_aws/sns/any.pem", true],
    ["http://localhost:4567/_aws/sns/any.pem", false],
    ["http://me@localhost:4566/any.pem", false],
    [`https://sns.us-east-1.amazonaws.com${path}`, false],
  ])("with an override, %j is trusted: %s", (url, expected) => {
    expect(isTrusted(url, { origin: "http://localhost:4566", isOverride: true })).toBe(expected);
  });

  it("with an override, is on it and on nothing else, all the way through verify", async () => {
    const aws = () => ({
      ...awsClients({ accessKeyId: "AKIAOVERRIDE", secretAccessKey: "-" }, "us-east-1", "standard"),
    });
    process.env.AWS_ENDPOINT_URL = "http://localhost:4566";
    const emulator = await givenSigner("Some Emulator");
    const fetch = givenFetch(emulator.pem);
    const onIt = emulator.sign({ ...notification, SigningCertURL: "http://localhost:4566/x.pem" });
    await expect(check(onIt, { aws, fetch })).resolves.toBe(onIt);
    await expect(check(signer.sign(notification), { aws })).rejects.toThrow("not at the SNS endpoint");
    delete process.env.AWS_ENDPOINT_URL;
  });
});

describe("the certificate", () => {
  const get = (pem: string, init?: ResponseInit, now = NOW) =>
    signingCertificate(
      freshUrl(),
      STACK.topicArn,
      { origin: "https://sns.us-east-1.amazonaws.com", isOverride: false },
      {
        fetch: givenFetch(pem, init),
        now: () => now,
      },
    );

  it.each([
    "sns.amazonaws.com",
    "sns.us-east-1.amazonaws.com",
    "sns-signing.us-east-1.amazonaws.com",
    "sns-us-east-1.amazonaws.com",
    "sns-us-gov-west-1.amazonaws.com",
  ])("may be of %s", async (name) => {
    const { pem } = await givenSigner(name);
    await expect(get(pem)).resolves.toBeDefined();
  });

  it.each([
    "evil.com",
    "*.amazonaws.com",
    "sns-signing.us-west-2.amazonaws.com",
    "sns.amazonaws.com.evil.com",
  ])("may not be of %s", async (name) => {
    const { pem } = await givenSigner(name);
    await expect(get(pem)).rejects.toThrow("not one of SNS");
  });

  it("must be in date", async () => {
    const { pem } = await givenSigner("sns.amazonaws.com", [2025, 2026]);
    await expect(get(pem)).rejects.toThrow("out of date");
    await expect(get(pem, {}, Date.UTC(2024, 0))).rejects.toThrow("out of date");
    await expect(get(pem, {}, Date.UTC(2025, 5))).resolves.toBeDefined();
  });

  it.each([
    ["does not exist", "", { status: 404 }, "untrusted_message"],
    ["is elsewhere", "", { status: 302, headers: { location: "https://evil.com" } }, "untrusted_message"],
    ["cannot be read", "no certificate", {}, "untrusted_message"],
    ["cannot be had now", "", { status: 503 }, "not_ready"],
    ["is far too long", "x".repeat(65_537), {}, "not_ready"],
  ])("that %s is not accepted", async (_, text, init, code) => {
    await expect(get(text, init)).rejects.toMatchObject({ code });
  });

  it("that cannot be reached is worth another try, and a failure is not remembered", async () => {
    const url = freshUrl();
    const endpoint = { origin: "https://sns.us-east-1.amazonaws.com", isOverride: false };
    const now = () => NOW;
    const failing = () => Promise.reject(new TypeError("fetch failed"));
    await expect(
      signingCertificate(url, STACK.topicArn, endpoint, { fetch: failing, now }),
    ).rejects.toMatchObject({ code: "not_ready" });
    await expect(
      signingCertificate(url, STACK.topicArn, endpoint, { fetch: givenFetch(signer.pem), now }),
    ).resolves.toBeDefined();
  });

  it("is one of the last twenty or fewer that are kept", async () => {
    const fetch = givenFetch(signer.pem);
    const url = freshUrl();
    const ask = () => check(signer.sign({ ...notification, SigningCertURL: url }), { fetch });
    await ask();
    await ask();
    expect(fetch.urls).toEqual([url]);
    for (let i = 0; i < 20; i++) await get(signer.pem);
    await ask();
    expect(fetch.urls).toEqual([url, url]);
  });
});
