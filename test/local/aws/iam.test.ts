import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { createRole, MAY_PUBLISH, ROLE, startHarness, TRUST } from "./harness.ts";

test("a role lives from CreateRole to DeleteRole, which its policies prevent", async () => {
  const harness = await startHarness();
  const { iam } = harness;
  await createRole(harness);

  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "publisher" }));
  expect(Role).toMatchObject({ Arn: ROLE, Path: "/", RoleName: "publisher" });
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""))).toEqual(TRUST);
  const policy = await iam.send(new GetRolePolicyCommand({ RoleName: "publisher", PolicyName: "publish" }));
  expect(JSON.parse(decodeURIComponent(policy.PolicyDocument ?? ""))).toEqual(MAY_PUBLISH);
  const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName: "publisher" }));
  expect(PolicyNames).toEqual(["publish"]);
  await iam.send(
    new UpdateAssumeRolePolicyCommand({ RoleName: "publisher", PolicyDocument: JSON.stringify(TRUST) }),
  );

  const deleting = iam.send(new DeleteRoleCommand({ RoleName: "publisher" }));
  await expect(deleting).rejects.toMatchObject({
    name: "DeleteConflictException",
    $metadata: { httpStatusCode: 409 },
  });
  await iam.send(new DeleteRolePolicyCommand({ RoleName: "publisher", PolicyName: "publish" }));
  await iam.send(new DeleteRoleCommand({ RoleName: "publisher" }));
  expect((await iam.send(new ListRolesCommand({}))).Roles).toEqual([]);
});

test("a path is part of the ARN", async () => {
  const { iam } = await startHarness();
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "a",
      Path: "/pipedream/",
      AssumeRolePolicyDocument: JSON.stringify(TRUST),
    }),
  );
  expect(Role?.Arn).toBe("arn:aws:iam::123456789012:role/pipedream/a");
});

const trust = JSON.stringify(TRUST);
const statement = { Effect: "Allow", Action: "sns:Publish", Resource: "*" };
const put = (document: unknown) =>
  new PutRolePolicyCommand({
    RoleName: "publisher",
    PolicyName: "p",
    PolicyDocument: JSON.stringify(document),
  });

test.each([
  [
    "a name taken in other case",
    new CreateRoleCommand({ RoleName: "PUBLISHER", AssumeRolePolicyDocument: trust }),
    "EntityAlreadyExistsException",
  ],
  [
    "a name with a space",
    new CreateRoleCommand({ RoleName: "a b", AssumeRolePolicyDocument: trust }),
    "ValidationError",
  ],
  [
    "a name of 65 characters",
    new CreateRoleCommand({ RoleName: "a".repeat(65), AssumeRolePolicyDocument: trust }),
    "ValidationError",
  ],
  [
    "a trust policy that is no JSON",
    new CreateRoleCommand({ RoleName: "a", AssumeRolePolicyDocument: "{" }),
    "MalformedPolicyDocumentException",
  ],
  [
    "a policy with a principal",
    put({ Statement: { ...statement, Principal: "*" } }),
    "MalformedPolicyDocumentException",
  ],
  [
    "a policy without a resource",
    put({ Statement: { ...statement, Resource: [] } }),
    "MalformedPolicyDocumentException",
  ],
  [
    "an action without a service",
    put({ Statement: { ...statement, Action: "Publish" } }),
    "MalformedPolicyDocumentException",
  ],
  ["an unknown role", new GetRoleCommand({ RoleName: "b" }), "NoSuchEntityException"],
  [
    "an unknown policy",
    new GetRolePolicyCommand({ RoleName: "publisher", PolicyName: "b" }),
    "NoSuchEntityException",
  ],
])("refuses %s", async (_, command, name) => {
  const harness = await startHarness();
  await createRole(harness);
  await expect(harness.iam.send(command as GetRoleCommand)).rejects.toMatchObject({ name });
});
