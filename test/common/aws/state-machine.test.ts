import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { beforeEach, describe, expect, it } from "vitest";
import { stateMachineDefinition } from "../../../common/aws/documents.ts";
import {
  deleteStateMachine,
  ensureStateMachine,
  stateMachineStatus,
} from "../../../common/aws/state-machine.ts";
import { awsError, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sfn } from "../mocks.ts";
import { clients, DENIED, givenClock, total, UNEXPECTED } from "./given.ts";

beforeEach(resetMocks);

const { stateMachineArn, stateMachineName: name, roleArn, topicArn } = STACK;
const EXISTS = awsError("StateMachineAlreadyExists");
const DELETING = awsError("StateMachineDeleting");
const NOT_ASSUMABLE = awsError(
  "AccessDeniedException",
  "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.",
);
const NO_PASS_ROLE = awsError(
  "AccessDeniedException",
  "User: x is not authorized to perform: iam:PassRole on resource: y",
);

describe("ensureStateMachine", () => {
  const ensure = (isClaimed = true, clock = givenClock()) =>
    ensureStateMachine(clients.sfn, { name, roleArn, topicArn, isClaimed }, clock);

  it.each([true, false])("creates it with its definition (claimed: %s)", async (isClaimed) => {
    expect(await ensure(isClaimed)).toEqual({ kind: "created", stateMachineArn });
    const definition = JSON.stringify(stateMachineDefinition(topicArn, isClaimed));
    expect(inputsOf(CreateStateMachineCommand)).toEqual([{ name, roleArn, definition, type: "STANDARD" }]);
    expect(sent()).toEqual(["CreateStateMachine"]);
  });

  it("brings one that is there up to date, role and definition", async () => {
    sfn.on(CreateStateMachineCommand).rejects(EXISTS);
    expect(await ensure()).toEqual({ kind: "updated", stateMachineArn });
    const definition = JSON.stringify(stateMachineDefinition(topicArn, true));
    expect(inputsOf(UpdateStateMachineCommand)).toEqual([{ stateMachineArn, roleArn, definition }]);
  });

  it.each(DENIED)("leaves it as it is where the update answers %s", async (denied) => {
    sfn.on(CreateStateMachineCommand).rejects(EXISTS);
    sfn.on(UpdateStateMachineCommand).rejects(awsError(denied));
    expect(await ensure()).toEqual({ kind: "not-updated", stateMachineArn });
  });

  it("says so if one of that name is being deleted", async () => {
    sfn.on(CreateStateMachineCommand).rejects(DELETING);
    expect(await ensure()).toEqual({ kind: "deleting" });
    sfn.on(CreateStateMachineCommand).rejects(EXISTS);
    sfn.on(UpdateStateMachineCommand).rejects(DELETING);
    expect(await ensure()).toEqual({ kind: "deleting" });
  });

  it("waits for a new role, longer each time", async () => {
    sfn
      .on(CreateStateMachineCommand)
      .rejectsOnce(NOT_ASSUMABLE)
      .rejectsOnce(NOT_ASSUMABLE)
      .rejectsOnce(NOT_ASSUMABLE);
    const clock = givenClock();
    expect(await ensure(true, clock)).toMatchObject({ kind: "created" });
    expect(clock.slept).toEqual([1_000, 1_500, 2_250]);
  });

  it("waits for a new role for 90 s at most", async () => {
    sfn.on(CreateStateMachineCommand).rejects(NOT_ASSUMABLE);
    const clock = givenClock();
    await expect(ensure(true, clock)).rejects.toBe(NOT_ASSUMABLE);
    expect(total(clock.slept)).toBeLessThanOrEqual(90_000);
    expect(total(clock.slept)).toBeGreaterThan(60_000);
  });

  it.each([...UNEXPECTED, NO_PASS_ROLE])("throws %s at once", async (error) => {
    sfn.on(CreateStateMachineCommand).rejects(error);
    const clock = givenClock();
    await expect(ensure(true, clock)).rejects.toBe(error);
    expect(clock.slept).toEqual([]);
  });

  it.each([...UNEXPECTED, awsError("InvalidDefinition")])("throws %s of the update", async (error) => {
    sfn.on(CreateStateMachineCommand).rejects(EXISTS);
    sfn.on(UpdateStateMachineCommand).rejects(error);
    await expect(ensure()).rejects.toBe(error);
  });
});

describe("stateMachineStatus", () => {
  const look = () => stateMachineStatus(clients.sfn, stateMachineArn);

  it.each([
    ["ACTIVE", "active"],
    ["DELETING", "deleting"],
  ] as const)("%s is %s", async (status, word) => {
    sfn.on(DescribeStateMachineCommand).resolves({ status });
    expect(await look()).toBe(word);
    expect(inputsOf(DescribeStateMachineCommand)).toEqual([{ stateMachineArn }]);
  });

  it.each([["StateMachineDoesNotExist", "gone"], ...DENIED.map((denied) => [denied, "not-permitted"])])(
    "%s is %s",
    async (error, word) => {
      sfn.on(DescribeStateMachineCommand).rejects(awsError(error));
      expect(await look()).toBe(word);
    },
  );

  it.each(UNEXPECTED)("throws %s", async (error) => {
    sfn.on(DescribeStateMachineCommand).rejects(error);
    await expect(look()).rejects.toBe(error);
  });
});

it("deleteStateMachine asks for the deletion, and throws what fails", async () => {
  await deleteStateMachine(clients.sfn, stateMachineArn);
  expect(inputsOf(DeleteStateMachineCommand)).toEqual([{ stateMachineArn }]);
  const error = awsError("AccessDeniedException");
  sfn.on(DeleteStateMachineCommand).rejects(error);
  await expect(deleteStateMachine(clients.sfn, stateMachineArn)).rejects.toBe(error);
});
