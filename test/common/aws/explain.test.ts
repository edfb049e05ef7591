import { describe, expect, it } from "vitest";
import { explain } from "../../../common/aws/explain.ts";
import { awsError } from "../given.ts";

const user = "User: arn:aws:iam::123456789012:user/me is not authorized to perform: ";
const denied = (rest: string) => awsError("AccessDeniedException", `${user}${rest}`);

describe("a denial", () => {
  it.each([
    ["states:StartExecution on resource: x", "the policy of the AWS user lacks states:StartExecution"],
    [
      "sns:Publish on resource: x because no identity-based policy allows the sns:Publish action",
      "the policy of the AWS user lacks sns:Publish",
    ],
    [
      "iam:CreateRole on resource: x because no permissions boundary allows the iam:CreateRole action",
      "no permissions boundary allows iam:CreateRole",
    ],
    [
      "iam:CreateRole on resource: x with an explicit deny in a service control policy",
      "iam:CreateRole meets an explicit deny in a service control policy",
    ],
    [
      "iam:CreateRole on resource: x with an explicit deny in an identity-based policy",
      "iam:CreateRole meets an explicit deny in an identity-based policy",
    ],
    ["iam:CreateRole on resource: x with an explicit deny", "iam:CreateRole meets an explicit deny"],
    ["kms:Decrypt on resource: x", "the policy of the AWS user lacks kms:Decrypt on a KMS key"],
  ])("of %s is explained by who decided", (rest, meaning) => {
    expect(explain(denied(rest))).toBe(meaning);
  });

  it("in other words is not explained", () => {
    expect(explain(awsError("AccessDenied", "Access Denied"))).toBeUndefined();
  });
});

describe("an error", () => {
  it.each([
    ["InvalidClientTokenId", "The security token is invalid", "the access key is wrong or inactive"],
    ["UnrecognizedClientException", "x", "the access key is wrong or inactive"],
    [
      "SignatureDoesNotMatch",
      "Signature expired: x is now earlier",
      "the clocks of AWS and of this source differ",
    ],
    ["SignatureDoesNotMatch", "x", "the secret access key is wrong, or the clocks"],
    [
      "InvalidSignatureException",
      "Signature not yet current: x",
      "the clocks of AWS and of this source differ",
    ],
    ["ExpiredTokenException", "x", "the keys were temporary and have expired"],
    ["OptInRequired", "x", "the region is not enabled for the account"],
    ["Error", "getaddrinfo ENOTFOUND sns.moon-1.amazonaws.com", "there is no AWS at this address"],
    ["KMSDisabledException", "x", "a KMS key cannot be used"],
    ["StateMachineLimitExceeded", "x", "a quota of the AWS account is used up"],
    ["LimitExceededException", "x", "a quota of the AWS account is used up"],
  ])("%s (%s) has a meaning", (name, message, meaning) => {
    expect(explain(awsError(name, message))).toContain(meaning);
  });

  it.each(["RequestLimitExceeded", "InternalFailure", "InvalidName"])(
    "%s says itself what is known",
    (name) => {
      expect(explain(awsError(name))).toBeUndefined();
    },
  );
});
