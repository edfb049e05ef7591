import { describe, expect, it } from "vitest";
import { advice, describeRemnant } from "../../../common/lifecycle/advice.ts";
import { awsError } from "../given.ts";
import { denied } from "./given-aws.ts";

describe("advice", () => {
  it.each([
    [
      "names the permission that is missing",
      denied("sns:CreateTopic"),
      "the policy of the AWS user lacks sns:CreateTopic. AccessDenied: User: x is not authorized to perform: sns:CreateTopic on resource: y",
    ],
    ["names none that AWS does not name", awsError("AccessDenied", "no"), "AccessDenied: no"],
    ["says what went wrong", awsError("InvalidName", "too long"), "InvalidName: too long"],
    [
      "does not take a sentence for a denial",
      awsError("Other", "not authorized to perform: a:B"),
      "Other: not authorized to perform: a:B",
    ],
    ["takes anything that is thrown", "text", "text"],
  ])("%s", (_, cause, text) => {
    expect(advice(cause)).toBe(text);
  });

  it("says of what is left why it is", () => {
    expect(describeRemnant({ resource: "topic t", cause: awsError("Busy", "wait") })).toBe(
      "topic t (Busy: wait)",
    );
  });
});
