import { devNull } from "node:os";
import { expect, it } from "vitest";
import { takeAwsSettings } from "../../../local/start/environment.ts";

it("takes what the README names", () => {
  const env = {
    AWS_ENDPOINT_URL: " http://localhost:4566 ",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "secret\n",
    AWS_SESSION_TOKEN: "",
    AWS_REGION: "eu-west-1",
  };
  expect(takeAwsSettings(env)).toEqual({
    endpoint: "http://localhost:4566",
    accessKeyId: "test",
    secretAccessKey: "secret",
    sessionToken: undefined,
    region: "eu-west-1",
  });
});

it("leaves no other setting for the SDK to find, in the environment or in files", () => {
  const env = {
    PATH: "/bin",
    AWS_ENDPOINT_URL_SNS: "http://elsewhere",
    AWS_USE_FIPS_ENDPOINT: "true",
    AWS_PROFILE: "other",
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
    AWS_CONFIG_FILE: "/home/me/config",
  };
  takeAwsSettings(env);
  expect(env).toEqual({ PATH: "/bin", AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull });
});
