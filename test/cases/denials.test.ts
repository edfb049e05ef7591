import { describe, expect, it } from "vitest";
import { at, post } from "../lives/world.ts";
import { activationError, givenSource, logsOf, refusal } from "./given.ts";

const given = givenSource();

/** What AWS says after the action and its resource, and what is to be said; both of ACTION. */
const DENIALS: readonly (readonly [why: string, said: string])[] = [
  ["", "the policy of the AWS user lacks ACTION"],
  [" because no identity-based policy allows the ACTION action", "the policy of the AWS user lacks ACTION"],
  ...[
    "permissions boundary",
    "service control policy",
    "resource control policy",
    "session policy",
    "resource-based policy",
    "VPC endpoint policy",
  ].map((kind): [string, string] => [
    ` because no ${kind} allows the ACTION action`,
    `no ${kind} allows ACTION`,
  ]),
  ...[
    "an identity-based policy",
    "a permissions boundary",
    "a service control policy",
    "a resource control policy",
    "a session policy",
    "a resource-based policy",
    "a VPC endpoint policy",
  ].map((kind): [string, string] => [
    ` with an explicit deny in ${kind}`,
    `ACTION meets an explicit deny in ${kind}`,
  ]),
  [
    " with an explicit deny in a service control policy: arn:aws:organizations::999999999999:policy/o-a/p-b",
    "ACTION meets an explicit deny in a service control policy",
  ],
  [" with an explicit deny", "ACTION meets an explicit deny"],
];

const ofAction = (text: string, action: string) => text.replaceAll("ACTION", action);
const messageOf = (why: string, action: string) =>
  `User: arn:aws:iam::123456789012:user/me is not authorized to perform: ${action} on resource: arn:aws:x:::y${ofAction(why, action)}`;

describe.each(DENIALS)("a denial of AWS%s", (why, said) => {
  it.each([
    ["CreateTopic", "SNS:CreateTopic", "AuthorizationError", 403],
    ["CreateRole", "iam:CreateRole", "AccessDenied", 403],
    ["CreateStateMachine", "states:CreateStateMachine", "AccessDeniedException", 400],
  ])("of %s is what an activation ends with", async (name, action, code, status) => {
    const message = messageOf(why, action);
    const error = await activationError(given.world, ({ action: called }) =>
      called === name ? { status, code, message } : undefined,
    );
    expect(error.message).toContain(`: ${ofAction(said, action)}. `);
    // The owner may see all that AWS says.
    expect(error.message).toContain(message);
    expect(error.message.includes("lacks")).toBe(said.includes("lacks"));
  });

  it("is what a request is answered with, without anything of the account", async () => {
    const action = "states:StartExecution";
    const message = messageOf(why, action);
    given.world.aws.intercept = ({ action: called }) =>
      called === "StartExecution" ? { status: 400, code: "AccessDeniedException", message } : undefined;
    const answer = refusal(await post(given.source, "/schedule", { timestamp: at(1_000), message: 1 }));
    given.world.aws.intercept = undefined;
    expect(answer).toMatchObject({ status: 502, code: "aws_error" });
    expect(answer.message).toContain(`(AccessDeniedException: ${ofAction(said, action)})`);
    expect(answer.message).not.toMatch(/arn:|123456789012|user\//);
    expect(logsOf(given.source)).toContain(message);
  });
});

describe("a refusal that no policy is behind", () => {
  const rows = [
    [
      "InvalidClientTokenId",
      "The security token included in the request is invalid.",
      /access key is wrong.*or the region is not enabled/,
    ],
    [
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
      /access key is wrong.*or the region is not enabled/,
    ],
    [
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match",
      /secret access key.*or the clocks/,
    ],
    [
      "InvalidSignatureException",
      "The request signature we calculated does not match",
      /secret access key.*or the clocks/,
    ],
    [
      "InvalidSignatureException",
      "Signature expired: 20261123T115000Z is now earlier than 20261123T120000Z",
      /the clocks of AWS and of this source differ/,
    ],
    [
      "SignatureDoesNotMatch",
      "Signature not yet current: 20261123T125000Z is still later than",
      /the clocks of AWS and of this source differ/,
    ],
    ["ExpiredToken", "The security token included in the request is expired", /keys were temporary/],
    ["ExpiredTokenException", "The security token included in the request is expired", /keys were temporary/],
    [
      "OptInRequired",
      "The AWS Access Key Id needs a subscription for the service",
      /the region is not enabled/,
    ],
    ["KMSAccessDenied", "The ciphertext refers to a customer master key that does not exist", /KMS key/],
    ["KmsInvalidStateException", "arn:aws:kms:us-east-1:1:key/a is pending deletion", /KMS key/],
    [
      "AccessDeniedException",
      "User: arn:aws:iam::1:user/me is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:1:key/a because no resource-based policy allows the kms:GenerateDataKey action",
      /no resource-based policy allows kms:GenerateDataKey on a KMS key/,
    ],
    [
      "TagPolicy",
      "The tag policy does not allow the specified value for the following tag key: 'CostCenter'",
      /tag policy of the AWS organization/,
    ],
    [
      "InvalidParameterValue",
      "The tag policy does not allow the specified value for the tag key 'x'",
      /tag policy/,
    ],
    ["TopicLimitExceeded", "Topic limit exceeded", /quota of the AWS account/],
    ["LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000", /quota of the AWS account/],
    ["StateMachineLimitExceeded", "The maximum number of state machines", /quota of the AWS account/],
    ["ExecutionLimitExceeded", "The maximum number of running executions", /quota of the AWS account/],
    ["ServiceQuotaExceededException", "no more", /quota of the AWS account/],
  ] as const;

  it.each(rows)("%s: %s", async (code, message, said) => {
    const intercept: typeof given.world.aws.intercept = ({ action }) =>
      ["CreateTopic", "StartExecution"].includes(action) ? { status: 400, code, message } : undefined;
    const error = await activationError(given.world, intercept);
    expect(error.message).toMatch(said);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("Left behind");
    given.world.aws.intercept = intercept;
    const answer = refusal(await post(given.source, "/schedule", { timestamp: at(1_000), message: 1 }));
    given.world.aws.intercept = undefined;
    expect(answer).toMatchObject({ status: 502, code: "aws_error", message: expect.stringMatching(said) });
    expect(answer.message).not.toMatch(/arn:|CostCenter/);
  });
});
