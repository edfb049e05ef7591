import { type Case, MAY_PUBLISH, makeRole, TRUST } from "./case.ts";

export const IAM_CASES: readonly Case[] = [
  [
    "CreateRole of a name that is taken, in whatever path",
    async ({ call, outcome }, RoleName) => {
      await call("iam", "create_role", { RoleName, Path: "/a/", AssumeRolePolicyDocument: TRUST });
      return outcome("iam", "create_role", { RoleName, Path: "/b/", AssumeRolePolicyDocument: TRUST });
    },
  ],
  [
    "the ARN of a role has its path",
    async ({ call }, RoleName) => {
      const role = { RoleName, Path: "/pipedream/", AssumeRolePolicyDocument: TRUST };
      return (await call("iam", "create_role", role)).Role.Arn;
    },
  ],
  [
    "CreateRole refuses a policy that is no JSON",
    ({ outcome }, RoleName) => outcome("iam", "create_role", { RoleName, AssumeRolePolicyDocument: "{" }),
  ],
  [
    "PutRolePolicy refuses a policy that is no JSON",
    async (aws, RoleName) => {
      await makeRole(aws, RoleName);
      return aws.outcome("iam", "put_role_policy", { RoleName, PolicyName: "q", PolicyDocument: "{" });
    },
  ],
  [
    "DeleteRole waits for the policies to be deleted",
    async (aws, RoleName) => {
      await makeRole(aws, RoleName);
      return [
        await aws.outcome("iam", "delete_role", { RoleName }),
        await aws.outcome("iam", "delete_role_policy", { RoleName, PolicyName: "p" }),
        await aws.outcome("iam", "delete_role_policy", { RoleName, PolicyName: "p" }),
        await aws.outcome("iam", "delete_role", { RoleName }),
        await aws.outcome("iam", "delete_role", { RoleName }),
      ];
    },
  ],
  [
    "of a role that is not there",
    async ({ outcome }, RoleName) => [
      await outcome("iam", "get_role", { RoleName }),
      await outcome("iam", "put_role_policy", { RoleName, PolicyName: "p", PolicyDocument: MAY_PUBLISH }),
      await outcome("iam", "delete_role_policy", { RoleName, PolicyName: "p" }),
      await outcome("iam", "update_assume_role_policy", { RoleName, PolicyDocument: TRUST }),
    ],
  ],
];
