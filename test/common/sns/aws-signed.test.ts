import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseSnsMessage, type SnsMessage } from "../../../common/sns/message.ts";
import { verify } from "../../../common/sns/verify.ts";
import { givenContext, STACK } from "../given.ts";
import { givenFetch } from "./given.ts";

/** Messages that AWS itself signed. They lie beside the project, and are not copied in. */
const folder = new URL("../../../../shared/fixtures/sns/", import.meta.url);
const isThere = existsSync(folder);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");

const NAMES = [
  "notification-v1",
  "notification-v1-subject",
  "notification-v2",
  "subscription-confirmation-v1",
  "unsubscribe-confirmation-v2",
];

describe.skipIf(!isThere)("messages signed by AWS (skipped where the folder of them is absent)", () => {
  const pem = isThere ? read("SimpleNotificationService-7506a1e35b36ef5a444dd1a8e7cc3ed8.pem") : "";

  function check(message: SnsMessage, topicArn: string, now: number): Promise<unknown> {
    const context = givenContext({ now: () => now, fetch: givenFetch(pem), region: "us-west-2" });
    return verify(message, { ...STACK, region: "us-west-2", topicArn }, context);
  }

  describe.each(NAMES)("%s", (name) => {
    const message = isThere ? parseSnsMessage(JSON.parse(read(`${name}.json`))) : ({} as SnsMessage);
    const now = Date.parse(message.Timestamp) + 60_000;
    const signed = Object.keys(message).filter(
      (key) => !/^(Signature|SignatureVersion|SigningCertURL|UnsubscribeURL)$/.test(key),
    );

    it("is of March 2026, and verifies", async () => {
      expect(message.Timestamp).toMatch(/^2026-03/);
      await expect(check(message, message.TopicArn, now)).resolves.toEqual(message);
    });

    it.each(signed)("does not verify with a byte of %s changed", async (field) => {
      const value = String(message[field as keyof SnsMessage]);
      for (const at of [0, Math.floor(value.length / 2), value.length - 1]) {
        const changed = value.slice(0, at) + (value[at] === "0" ? "1" : "0") + value.slice(at + 1);
        const forged = { ...message, [field]: changed } as SnsMessage;
        const topicArn = field === "TopicArn" ? changed : message.TopicArn;
        await expect(check(forged, topicArn, now), `${field} at ${at}`).rejects.toThrow();
      }
    });

    it("does not verify with another signature, or the other version", async () => {
      const { Signature, SignatureVersion } = message;
      const other = SignatureVersion === "1" ? "2" : "1";
      const changed = (Signature.startsWith("A") ? "B" : "A") + Signature.slice(1);
      for (const forged of [
        { ...message, Signature: changed },
        { ...message, Signature: "" },
        { ...message, SignatureVersion: other },
      ]) {
        await expect(check(forged as SnsMessage, message.TopicArn, now)).rejects.toThrow(
          "signature is wrong",
        );
      }
    });

    it("verifies hours later, and no more a day later", async () => {
      const hour = 3_600_000;
      await expect(check(message, message.TopicArn, now + 23 * hour)).resolves.toEqual(message);
      await expect(check(message, message.TopicArn, now + 24 * hour)).rejects.toThrow("too old");
    });
  });

  it("are five", () => {
    expect(NAMES).toHaveLength(5);
  });
});
