import { SNSClient } from "@aws-sdk/client-sns";
import { afterEach, describe, expect, it } from "vitest";
import { snsEndpoint } from "../../../common/aws/sns-endpoint.ts";
import { sns } from "../mocks.ts";

const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "-" };
const at = (region: string, config: ConstructorParameters<typeof SNSClient>[0] = {}) =>
  snsEndpoint(new SNSClient({ region, credentials, ...config }));

afterEach(() => {
  delete process.env.AWS_ENDPOINT_URL;
  delete process.env.AWS_ENDPOINT_URL_SNS;
});

describe("the endpoint of SNS", () => {
  it.each([
    ["us-east-1", "https://sns.us-east-1.amazonaws.com"],
    ["us-gov-west-1", "https://sns.us-gov-west-1.amazonaws.com"],
    ["cn-north-1", "https://sns.cn-north-1.amazonaws.com.cn"],
    ["eusc-de-east-1", "https://sns.eusc-de-east-1.amazonaws.eu"],
    ["us-iso-east-1", "https://sns.us-iso-east-1.c2s.ic.gov"],
  ])("in %s is AWS's own: %s", async (region, origin) => {
    expect(await at(region)).toEqual({ origin, isOverride: false });
  });

  it.each([
    ["FIPS", { useFipsEndpoint: true }, "https://sns-fips.us-east-1.amazonaws.com"],
    ["dual-stack", { useDualstackEndpoint: true }, "https://sns.us-east-1.api.aws"],
    [
      "FIPS and dual-stack",
      { useFipsEndpoint: true, useDualstackEndpoint: true },
      "https://sns-fips.us-east-1.api.aws",
    ],
  ])("with %s is AWS's own, too", async (_, config, origin) => {
    expect(await at("us-east-1", config)).toEqual({ origin, isOverride: false });
  });

  it.each([
    ["AWS_ENDPOINT_URL", "http://localhost:4566", "http://localhost:4566"],
    ["AWS_ENDPOINT_URL", "https://aws.example/prefix/", "https://aws.example"],
    ["AWS_ENDPOINT_URL_SNS", "http://127.0.0.1:9911", "http://127.0.0.1:9911"],
  ])("is overridden by %s=%s", async (variable, value, origin) => {
    process.env[variable] = value;
    expect(await at("us-east-1")).toEqual({ origin, isOverride: true });
  });

  it("of another region is an override", async () => {
    process.env.AWS_ENDPOINT_URL_SNS = "https://sns.eu-west-1.amazonaws.com";
    expect(await at("us-east-1")).toMatchObject({ isOverride: true });
  });

  it("is found without a request", async () => {
    sns.reset();
    await at("us-east-1");
    expect(sns.calls()).toEqual([]);
  });
});
