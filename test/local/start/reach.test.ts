import { expect, it } from "vitest";
import type { Fault } from "../../../local/aws/call.ts";
import { startLocalAws } from "../../../local/aws/server.ts";
import { listen } from "../../../local/pipedream/listener.ts";
import { problemOf, requireAnswer } from "../../../local/start/reach.ts";
import { UsageError } from "../../../local/start/usage.ts";

const CLOUD = {
  name: "",
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};

/** Asks an AWS at that address, as the run does. */
async function ask(endpoint: string) {
  const before = process.env.AWS_ENDPOINT_URL;
  process.env.AWS_ENDPOINT_URL = endpoint;
  try {
    await requireAnswer(CLOUD, {
      ...CLOUD.credentials,
      endpoint,
      region: undefined,
      sessionToken: undefined,
    });
  } finally {
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
  }
}

async function askWith(fault: Fault) {
  const aws = await startLocalAws();
  aws.intercept = () => fault;
  return ask(aws.url).finally(() => aws.close());
}

it.each([
  ["answers", {}],
  ["does not allow the call", { status: 403, code: "AuthorizationError", message: "not authorized" }],
])("is content with an AWS that %s", async (_, fault) => {
  await expect(askWith(fault)).resolves.toBeUndefined();
});

it.each([
  ["InvalidClientTokenId", 403, "AWS does not accept the keys in us-east-1: correct AWS_ACCESS_KEY_ID"],
  ["SignatureDoesNotMatch", 403, "AWS_SECRET_ACCESS_KEY"],
  ["ExpiredToken", 403, "AWS_SESSION_TOKEN"],
  ["InternalFailure", 501, "answers 501 instead of what SNS would"],
])("says what to do after %s, and names no class", async (code, status, advice) => {
  const asking = askWith({ code, status, message: "The words of AWS" });
  await expect(asking).rejects.toThrow(UsageError);
  await expect(asking).rejects.toThrow(advice);
  await expect(asking).rejects.not.toThrow(/Exception|InvalidClient|Signature|\n/);
});

it("takes no other server for an AWS", async () => {
  const other = await listen(0, (_, response) => void response.end("<html>hello</html>"));
  await expect(ask(other.url)).rejects.toThrow("correct AWS_ENDPOINT_URL");
  await other.close();
});

it.each([
  [
    { code: "ENOTFOUND" },
    "AWS has no region us-nowhere-1, or this machine has no network: correct AWS_REGION",
  ],
  [{ code: "ECONNRESET" }, "AWS does not answer in us-nowhere-1: connect this machine"],
  [{ $metadata: { httpStatusCode: 503 } }, "AWS answers 503 in us-nowhere-1: try again"],
])("on AWS itself, says what to do after %j", (error, advice) => {
  expect(problemOf(error, "us-nowhere-1", undefined)).toContain(advice);
});
