import { beforeAll, describe, expect, it } from "vitest";
import { createMemory, type Memory } from "../../../common/memory.ts";
import { requireTrustedUrl, signingCertificate } from "../../../common/sns/certificate.ts";
import { NOW, STACK } from "../given.ts";
import { CERTIFICATE_URL, givenFetch, givenSigner, type Signer } from "./given.ts";

const AWS = { origin: "https://sns.us-east-1.amazonaws.com", isOverride: false };
const EMULATOR = { origin: "http://localhost:4566", isOverride: true };

let signer: Signer;
beforeAll(async () => {
  signer = await givenSigner();
});

describe("the URL of a certificate", () => {
  const path = "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";
  const isTrusted = (url: string, endpoint = AWS) => {
    try {
      requireTrustedUrl(url, endpoint);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: "untrusted_message" });
      return false;
    }
  };

  it.each([
    [`${AWS.origin}${path}`, true],
    [`http://sns.us-east-1.amazonaws.com${path}`, false],
    [`${AWS.origin}:443${path}`, false],
    [`${AWS.origin}:8443${path}`, false],
    [`https://sns.us-west-2.amazonaws.com${path}`, false],
    [`https://SNS.us-east-1.amazonaws.com${path}`, false],
    [`https://sns.us-east-1.amazonaws.com.evil.com${path}`, false],
    [`https://sns.s3-us-west-2.amazonaws.com${path}`, false],
    [`https://evil.com/sns.us-east-1.amazonaws.com${path}`, false],
    [`https://me@sns.us-east-1.amazonaws.com${path}`, false],
    [`https://sns.us-east-1.amazonaws.com@evil.com${path}`, false],
    [`https://sns.us-east-1.amazonaws.com\\@evil.com${path}`, false],
    [`${AWS.origin}${path}?x`, false],
    [`${AWS.origin}${path}#x`, false],
    [`${AWS.origin}/a/..${path}`, false],
    [`${AWS.origin}/x${path}`, false],
    [`${AWS.origin}/${path}`, false],
    [`${AWS.origin}${path.toUpperCase()}`, false],
    [`${AWS.origin}${path}\n`, false],
    [` ${AWS.origin}${path}`, false],
    [`${AWS.origin}/evil.pem`, false],
    [AWS.origin, false],
    ["", false],
  ])("%j is trusted: %s", (url, expected) => {
    expect(isTrusted(url)).toBe(expected);
  });

  it.each([
    ["http://localhost:4566/_aws/sns/any.pem", true],
    ["http://localhost:4567/_aws/sns/any.pem", false],
    ["http://localhost:4566.evil.com/any.pem", false],
    ["http://me@localhost:4566/any.pem", false],
    ["http://:secret@localhost:4566/any.pem", false],
    ["http://localhost:4566/any.pem?x", false],
    ["http://localhost:4566/any.pem#x", false],
    ["https://localhost:4566/any.pem", false],
    [`${AWS.origin}${path}`, false],
    ["no URL", false],
  ])("with an override, %j is trusted: %s", (url, expected) => {
    expect(isTrusted(url, EMULATOR)).toBe(expected);
  });

  it("is named in the log in part only, however long it is", () => {
    const url = `https://evil.com/${"x".repeat(5_000)}`;
    expect(() => requireTrustedUrl(url, AWS)).toThrow(
      expect.objectContaining({
        cause: expect.objectContaining({ message: expect.stringMatching(/^.{1,300}$/) }),
      }),
    );
  });
});

describe("a certificate", () => {
  interface Given {
    readonly fetch?: typeof globalThis.fetch;
    readonly now?: number;
    readonly memory?: Memory;
    readonly url?: string;
    readonly endpoint?: typeof AWS;
  }
  const get = ({ fetch = givenFetch(signer.pem), now = NOW, ...given }: Given = {}) => {
    const { url = CERTIFICATE_URL, endpoint = AWS, memory = createMemory() } = given;
    return signingCertificate(url, STACK.topicArn, endpoint, { fetch, memory, now: () => now });
  };

  it("is fetched from its URL, and tells its key and its dates", async () => {
    const fetch = givenFetch(signer.pem);
    const certificate = await get({ fetch });
    expect(fetch.urls).toEqual([CERTIFICATE_URL]);
    expect(certificate).toMatchObject({ validFrom: Date.UTC(2000, 0), validTo: Date.UTC(2100, 0) });
    expect(certificate.publicKey.type).toBe("public");
  });

  it("at another place is not fetched", async () => {
    const fetch = givenFetch(signer.pem);
    await expect(get({ fetch, url: "https://evil.com/a.pem" })).rejects.toThrow("not at the SNS endpoint");
    expect(fetch.urls).toEqual([]);
  });

  it.each([
    "sns.amazonaws.com",
    "sns.us-east-1.amazonaws.com",
    "sns-signing.us-east-1.amazonaws.com",
    "sns-us-east-1.amazonaws.com",
    "sns-us-gov-west-1.amazonaws.com",
  ])("may be of %s", async (name) => {
    const { pem } = await givenSigner(name);
    await expect(get({ fetch: givenFetch(pem) })).resolves.toBeDefined();
  });

  it.each([
    "evil.com",
    "*.amazonaws.com",
    "sns-signing.us-west-2.amazonaws.com",
    "sns.us-west-2.amazonaws.com",
    "sns.amazonaws.com.evil.com",
  ])("may not be of %s", async (name) => {
    const { pem } = await givenSigner(name);
    await expect(get({ fetch: givenFetch(pem) })).rejects.toThrow("not one of SNS");
  });

  it("of an emulator may be of anybody", async () => {
    const { pem } = await givenSigner("Some Emulator");
    const url = `${EMULATOR.origin}/x.pem`;
    await expect(get({ fetch: givenFetch(pem), url, endpoint: EMULATOR })).resolves.toBeDefined();
  });

  it.each([
    ["before its time", Date.UTC(2025, 0) - 1, false],
    ["from its first moment", Date.UTC(2025, 0), true],
    ["to its last", Date.UTC(2026, 0), true],
    ["after its time", Date.UTC(2026, 0) + 1, false],
  ])("%s is good: %s", async (_, now, isGood) => {
    const { pem } = await givenSigner("sns.amazonaws.com", [2025, 2026]);
    const got = get({ fetch: givenFetch(pem), now });
    if (isGood) await expect(got).resolves.toBeDefined();
    else await expect(got).rejects.toThrow("out of date");
  });

  it.each([
    ["does not exist", "", { status: 404 }, "untrusted_message"],
    ["is elsewhere", "", { status: 302, headers: { location: "https://evil.com" } }, "untrusted_message"],
    ["cannot be read", "no certificate", {}, "untrusted_message"],
    ["is refused under load", "", { status: 403 }, "not_ready"],
    ["takes too long to be asked for", "", { status: 408 }, "not_ready"],
    ["is throttled", "", { status: 429 }, "not_ready"],
    ["cannot be had now", "", { status: 500 }, "not_ready"],
    ["is far too long", "x".repeat(65_537), {}, "not_ready"],
  ])("that %s is not accepted", async (_, text, init, code) => {
    await expect(get({ fetch: givenFetch(text, init) })).rejects.toMatchObject({ code });
  });

  it("is fetched once, also for messages that come at the same time", async () => {
    const fetch = givenFetch(signer.pem);
    const memory = createMemory();
    await Promise.all([get({ fetch, memory }), get({ fetch, memory })]);
    await get({ fetch, memory });
    expect(fetch.urls).toHaveLength(1);
  });

  it("that could not be had is fetched again", async () => {
    const memory = createMemory();
    const failing = () => Promise.reject(new TypeError("fetch failed"));
    await expect(get({ fetch: failing, memory })).rejects.toMatchObject({ code: "not_ready" });
    await expect(get({ memory })).resolves.toBeDefined();
  });

  it("that has come out of date meanwhile is fetched again", async () => {
    const memory = createMemory();
    const { pem } = await givenSigner("sns.amazonaws.com", [2025, 2026]);
    await get({ fetch: givenFetch(pem), memory, now: Date.UTC(2025, 6) });
    await expect(get({ fetch: givenFetch(pem), memory })).rejects.toThrow("out of date");
    await expect(get({ memory })).resolves.toBeDefined();
  });

  it("that was trusted at one endpoint is not trusted at another", async () => {
    const memory = createMemory();
    await get({ memory });
    const endpoint = { origin: "https://sns.eu-west-1.amazonaws.com", isOverride: false };
    await expect(get({ memory, endpoint })).rejects.toThrow("not at the SNS endpoint");
  });
});
