import { expect, test } from "vitest";
import { evaluate, type Statement } from "../../../local/aws/iam/policy.ts";

const allow: Statement = {
  Effect: "Allow",
  Action: "sns:Publish",
  Resource: "arn:aws:sns:us-east-1:1:tasks",
};
const request = {
  action: "sns:Publish",
  resource: "arn:aws:sns:us-east-1:1:tasks",
  context: { "aws:SourceAccount": "1" },
};
const where = (operator: string, key: string, value: string | string[]): Statement => ({
  ...allow,
  Condition: { [operator]: { [key]: value } },
});

test.each<[string, Statement[], string]>([
  ["the exact action and resource", [allow], "allowed"],
  ["an action in other case", [{ ...allow, Action: "SNS:publish" }], "allowed"],
  ["wildcards", [{ ...allow, Action: "sns:P*", Resource: "arn:aws:sns:*:1:task?" }], "allowed"],
  [
    "one of several",
    [{ ...allow, Action: ["iam:PassRole", "sns:*"], Resource: ["arn:aws:x", "*"] }],
    "allowed",
  ],
  ["another action", [{ ...allow, Action: "sns:Subscribe" }], "not allowed"],
  ["another resource", [{ ...allow, Resource: "arn:aws:sns:us-east-1:1:task" }], "not allowed"],
  ["a dot in a pattern is a dot", [{ ...allow, Resource: "arn.aws:sns:us-east-1:1:tasks" }], "not allowed"],
  ["a deny wins", [allow, { ...allow, Effect: "Deny", Resource: "*" }], "denied explicitly"],
  ["nothing", [], "not allowed"],
  ["StringEquals", [where("StringEquals", "AWS:sourceaccount", ["2", "1"])], "allowed"],
  ["StringEquals takes no wildcard", [where("StringEquals", "aws:SourceAccount", "*")], "not allowed"],
  ["StringLike", [where("StringLike", "aws:SourceAccount", "?")], "allowed"],
  ["a key that is absent", [where("StringLike", "aws:SourceArn", "*")], "not allowed"],
  ["an operator that is unknown", [where("Bool", "aws:SourceAccount", "1")], "not allowed"],
])("%s", (_, statements, decision) => {
  expect(evaluate([{ Statement: statements }], request)).toBe(decision);
});

test.each([
  ["ArnLike", "arn:aws:states:*:1:stateMachine:*", "allowed"],
  ["ArnEquals", "arn:aws:states:us-east-1:1:*", "allowed"],
  ["ArnLike", "arn:aws:*:stateMachine:a", "not allowed"],
])("%s %s", (operator, pattern, decision) => {
  const context = { "aws:SourceArn": "arn:aws:states:us-east-1:1:stateMachine:a" };
  const documents = [{ Statement: where(operator, "aws:SourceArn", pattern) }];
  expect(evaluate(documents, { ...request, context })).toBe(decision);
});
