import { describe, expect, it } from "vitest";
import { createAwsClients, NoAccountError, pickCredentials } from "../../../common/aws/clients.ts";

const KEYS = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };

describe("clients", () => {
  it.each(["adaptive", "standard"] as const)("are of one account and region, and retry %s", async (mode) => {
    const { sfn, sns, iam } = createAwsClients({ ...KEYS, sessionToken: "t" }, "eu-west-1", mode);
    for (const { config } of [sfn, sns, iam]) {
      expect(await config.region()).toBe("eu-west-1");
      expect(await config.credentials()).toMatchObject({ ...KEYS, sessionToken: "t" });
      expect(await config.maxAttempts()).toBe(3);
      expect(typeof config.retryMode === "function" ? await config.retryMode() : config.retryMode).toBe(mode);
    }
  });

  it("cannot be made without an account", () => {
    expect(() => createAwsClients(undefined, "us-east-1", "standard")).toThrow(NoAccountError);
  });

  it("find the endpoint of SNS once", async () => {
    const { snsEndpoint } = createAwsClients(KEYS, "eu-west-1", "standard");
    expect(snsEndpoint()).toBe(snsEndpoint());
    expect(await snsEndpoint()).toEqual({ origin: "https://sns.eu-west-1.amazonaws.com", isOverride: false });
  });
});

describe("keys", () => {
  it("are picked out of whatever an account comes with", () => {
    const account = { ...KEYS, oauth_uid: "x", sessionToken: "t" };
    expect(pickCredentials(account)).toEqual({ ...KEYS, sessionToken: "t" });
    expect(Object.keys(pickCredentials(KEYS))).toEqual(["accessKeyId", "secretAccessKey"]);
  });
});
