import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { beforeEach, describe, expect, it } from "vitest";
import { publishPolicy, trustPolicy } from "../../../common/aws/documents.ts";
import {
  createRole,
  deletePolicy,
  deleteRole,
  putPublishPolicy,
  restoreTrust,
  roleArnOf,
} from "../../../common/aws/role.ts";
import { awsError, STACK } from "../given.ts";
import { iam, inputsOf, resetMocks } from "../mocks.ts";
import { clients, DENIED, givenClock, total, UNEXPECTED } from "./given.ts";

beforeEach(resetMocks);

const { roleName, policyName, roleArn, topicArn } = STACK;

it("the ARN of a role names the account of the topic", () => {
  expect(roleArnOf(topicArn, roleName)).toBe(roleArn);
});

describe("createRole", () => {
  const create = () => createRole(clients.iam, roleName, topicArn);

  it("creates the role in its path, for the state machines beside the topic", async () => {
    iam.on(CreateRoleCommand).resolves({});
    expect(await create()).toBe(true);
    expect(inputsOf(CreateRoleCommand)).toEqual([
      {
        RoleName: roleName,
        Path: "/pipedream/",
        AssumeRolePolicyDocument: JSON.stringify(trustPolicy(topicArn)),
        Description: expect.stringContaining("AWS Task Scheduler"),
      },
    ]);
  });

  it("says that a role of that name was there already", async () => {
    iam.on(CreateRoleCommand).rejects(awsError("EntityAlreadyExistsException"));
    expect(await create()).toBe(false);
  });

  it.each([...UNEXPECTED, awsError("AccessDenied")])("throws %s", async (error) => {
    iam.on(CreateRoleCommand).rejects(error);
    await expect(create()).rejects.toBe(error);
  });
});

describe("restoreTrust", () => {
  const restore = (clock = givenClock()) => restoreTrust(clients.iam, roleName, topicArn, clock);

  it("sets the trust policy back", async () => {
    await restore();
    expect(inputsOf(UpdateAssumeRolePolicyCommand)).toEqual([
      { RoleName: roleName, PolicyDocument: JSON.stringify(trustPolicy(topicArn)) },
    ]);
  });

  it("waits while IAM does not know the role", async () => {
    iam.on(UpdateAssumeRolePolicyCommand).rejectsOnce(awsError("NoSuchEntityException")).resolves({});
    const clock = givenClock();
    await restore(clock);
    expect(clock.slept).toEqual([1_000]);
  });

  it.each(DENIED)("takes the role as it is where IAM answers %s", async (name) => {
    iam.on(UpdateAssumeRolePolicyCommand).rejects(awsError(name));
    await restore();
  });

  it.each(UNEXPECTED)("throws %s", async (error) => {
    iam.on(UpdateAssumeRolePolicyCommand).rejects(error);
    await expect(restore()).rejects.toBe(error);
  });
});

describe("putPublishPolicy", () => {
  const clock = givenClock;
  const put = (given = clock()) => putPublishPolicy(clients.iam, roleName, policyName, topicArn, given);

  it("puts the policy on the role", async () => {
    await put();
    expect(inputsOf(PutRolePolicyCommand)).toEqual([
      { RoleName: roleName, PolicyName: policyName, PolicyDocument: JSON.stringify(publishPolicy(topicArn)) },
    ]);
  });

  it.each(["NoSuchEntityException", "ConcurrentModificationException"])(
    "waits while IAM answers %s",
    async (name) => {
      iam.on(PutRolePolicyCommand).rejectsOnce(awsError(name)).rejectsOnce(awsError(name)).resolves({});
      const given = clock();
      await put(given);
      expect(given.slept).toEqual([1_000, 1_500]);
    },
  );

  it("waits for 20 s at most", async () => {
    iam.on(PutRolePolicyCommand).rejects(awsError("NoSuchEntityException"));
    const given = clock();
    await expect(put(given)).rejects.toThrow("NoSuchEntityException");
    expect(total(given.slept)).toBeLessThanOrEqual(20_000);
    expect(total(given.slept)).toBeGreaterThan(10_000);
  });

  it.each([...UNEXPECTED, awsError("AccessDenied"), awsError("MalformedPolicyDocumentException")])(
    "throws %s at once",
    async (error) => {
      iam.on(PutRolePolicyCommand).rejects(error);
      const given = clock();
      await expect(put(given)).rejects.toBe(error);
      expect(given.slept).toEqual([]);
    },
  );
});

describe("deletePolicy", () => {
  const remove = () => deletePolicy(clients.iam, roleName, policyName);

  it("deletes it, or finds it gone", async () => {
    await remove();
    iam.on(DeleteRolePolicyCommand).rejects(awsError("NoSuchEntityException"));
    await remove();
    expect(inputsOf(DeleteRolePolicyCommand)[0]).toEqual({ RoleName: roleName, PolicyName: policyName });
  });

  it.each([...UNEXPECTED, awsError("AccessDenied")])("throws %s", async (error) => {
    iam.on(DeleteRolePolicyCommand).rejects(error);
    await expect(remove()).rejects.toBe(error);
  });
});

describe("deleteRole", () => {
  const remove = (given = givenClock()) => deleteRole(clients.iam, roleName, given);

  it("deletes it, or finds it gone", async () => {
    await remove();
    iam.on(DeleteRoleCommand).rejects(awsError("NoSuchEntityException"));
    await remove();
    expect(inputsOf(DeleteRoleCommand)[0]).toEqual({ RoleName: roleName });
  });

  it.each(["DeleteConflictException", "ConcurrentModificationException"])(
    "waits while IAM answers %s",
    async (name) => {
      iam.on(DeleteRoleCommand).rejectsOnce(awsError(name)).resolves({});
      const given = givenClock();
      await remove(given);
      expect(given.slept).toEqual([1_000]);
    },
  );

  it("waits for 20 s at most", async () => {
    iam.on(DeleteRoleCommand).rejects(awsError("DeleteConflictException"));
    const given = givenClock();
    await expect(remove(given)).rejects.toThrow("DeleteConflictException");
    expect(total(given.slept)).toBeLessThanOrEqual(20_000);
  });

  it.each([...UNEXPECTED, awsError("AccessDenied")])("throws %s at once", async (error) => {
    iam.on(DeleteRoleCommand).rejects(error);
    const given = givenClock();
    await expect(remove(given)).rejects.toBe(error);
    expect(given.slept).toEqual([]);
  });
});
