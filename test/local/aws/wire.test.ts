import { X509Certificate } from "node:crypto";
import { ListStateMachinesCommand } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, ListTopicsCommand } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import { startHarness } from "./harness.ts";

test("unsigned calls are refused in the words of either protocol", async () => {
  const { aws } = await startHarness();
  const query = await fetch(aws.url, { method: "POST", body: "Action=ListTopics&Version=2010-03-31" });
  expect(query.status).toBe(403);
  expect(await query.text()).toContain("<Code>MissingAuthenticationToken</Code>");
  const headers = { "x-amz-target": "AWSStepFunctions.ListStateMachines" };
  const json = await fetch(aws.url, { method: "POST", headers, body: "{}" });
  expect([json.status, await json.json()]).toMatchObject([
    400,
    { __type: "MissingAuthenticationTokenException" },
  ]);
});

test("unknown actions", async () => {
  const { aws } = await startHarness();
  const authorization = "AWS4-HMAC-SHA256 Credential=AK/20260301/us-east-1/sns/aws4_request, Signature=0";
  const query = await fetch(`${aws.url}/?Action=Fly`, { headers: { authorization } });
  expect([query.status, await query.text()]).toEqual([
    400,
    expect.stringContaining("<Code>InvalidAction</Code>"),
  ]);
  const headers = { authorization, "x-amz-target": "AWSStepFunctions.constructor" };
  const json = await fetch(aws.url, { method: "POST", headers, body: "{}" });
  expect(await json.json()).toMatchObject({ __type: "UnknownOperationException" });
});

test("calls are remembered as they were made, with their errors", async () => {
  const { aws, sns } = await startHarness();
  await sns.send(new CreateTopicCommand({ Name: "a", Attributes: { SignatureVersion: "2" } }));
  await expect(sns.send(new CreateTopicCommand({ Name: "a b" }))).rejects.toThrow(
    "Invalid parameter: Topic Name",
  );
  expect(aws.calls).toMatchObject([
    {
      service: "sns",
      action: "CreateTopic",
      input: { Name: "a", Attributes: { SignatureVersion: "2" } },
      region: "us-east-1",
      accessKeyId: "AKIDEXAMPLE",
    },
    { action: "CreateTopic", error: "InvalidParameter" },
  ]);
});

test("a test can make calls fail, before the effect or after it", async () => {
  const { aws, sns, sfn } = await startHarness();
  aws.intercept = () => ({ status: 400, code: "Throttling", message: "Rate exceeded" });
  await expect(sns.send(new CreateTopicCommand({ Name: "a" }))).rejects.toMatchObject({ name: "Throttling" });
  await expect(sfn.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({ name: "Throttling" });
  aws.intercept = ({ action }) => (action === "CreateTopic" ? { dropAnswer: true } : undefined);
  await expect(sns.send(new CreateTopicCommand({ Name: "b" }))).rejects.toThrow(/hang up|reset/);
  const { Topics } = await sns.send(new ListTopicsCommand({}));
  expect(Topics).toEqual([{ TopicArn: "arn:aws:sns:us-east-1:123456789012:b" }]);
});

test("pages hold a hundred topics", async () => {
  const { sns } = await startHarness();
  for (let i = 0; i < 101; i++) await sns.send(new CreateTopicCommand({ Name: `t${i}` }));
  const first = await sns.send(new ListTopicsCommand({}));
  const second = await sns.send(new ListTopicsCommand({ NextToken: first.NextToken }));
  expect([first.Topics?.length, second.Topics?.length, second.NextToken]).toEqual([100, 1, undefined]);
});

test("the certificate is SNS's own for a century", async () => {
  const { aws } = await startHarness();
  expect((await fetch(`${aws.url}/SimpleNotificationService-${"0".repeat(32)}.pem`)).status).toBe(404);
  const { createSigner } = await import("../../../local/aws/sns/signer.ts");
  const { certificatePath } = await createSigner();
  expect(certificatePath).toMatch(/^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/);
  const certificate = new X509Certificate(await (await fetch(aws.url + certificatePath)).text());
  expect(certificate.subject).toBe("CN=sns.amazonaws.com");
  expect([certificate.validFrom, certificate.validTo]).toEqual([
    expect.stringContaining("2000"),
    expect.stringContaining("2100"),
  ]);
});
