import { CreateRoleCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import {
  after,
  createMachine,
  createRole,
  HOUR,
  MACHINE,
  ROLE,
  SECOND,
  start,
  startHarness,
  TRUST,
  waitThenPublish,
} from "./harness.ts";

const definition = JSON.stringify(waitThenPublish());
const input = { name: "tasks", definition, roleArn: ROLE };
const NOT_ASSUMABLE =
  "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.";

test("a new role cannot be assumed for two seconds", async () => {
  const harness = await startHarness();
  const create = () => harness.sfn.send(new CreateStateMachineCommand(input));
  const denied = {
    name: "AccessDeniedException",
    message: NOT_ASSUMABLE,
    $metadata: { httpStatusCode: 400 },
  };
  await expect(create()).rejects.toMatchObject(denied);
  await createRole(harness);
  await harness.clock.advance(2 * SECOND - 1);
  await expect(create()).rejects.toMatchObject(denied);
  await harness.clock.advance(1);
  expect(await create()).toMatchObject({ stateMachineArn: MACHINE });
});

const [trusting] = TRUST.Statement;
test.each([
  ["another service", { Principal: { Service: "lambda.amazonaws.com" } }, false],
  ["the service of another region", { Principal: { Service: "states.eu-west-1.amazonaws.com" } }, false],
  ["the service of this region", { Principal: { Service: ["states.us-east-1.amazonaws.com"] } }, true],
  ["another account", { Condition: { StringEquals: { "aws:SourceAccount": "2" } } }, false],
  ["another machine", { Condition: { ArnEquals: { "aws:SourceArn": `${MACHINE}2` } } }, false],
  ["this machine", { Condition: { ArnEquals: { "aws:SourceArn": MACHINE } } }, true],
])("a trust policy that admits %s", async (_, change, isAdmitted) => {
  const harness = await startHarness({ rolePropagationMs: 0 });
  await createRole(harness, { Statement: [{ ...trusting, ...change }] });
  const creating = harness.sfn.send(new CreateStateMachineCommand(input));
  if (isAdmitted) await creating;
  else await expect(creating).rejects.toThrow(NOT_ASSUMABLE);
});

test("CreateStateMachine compares the text of the definition, and nothing of the role", async () => {
  const harness = await startHarness();
  await createMachine(harness);
  const create = (more: object) => harness.sfn.send(new CreateStateMachineCommand({ ...input, ...more }));
  expect(await create({ roleArn: `${ROLE}2` })).toMatchObject({ stateMachineArn: MACHINE });
  await expect(create({ definition: JSON.stringify(waitThenPublish(), null, 1) })).rejects.toMatchObject({
    name: "StateMachineAlreadyExists",
    message: `State Machine Already Exists: '${MACHINE}'`,
  });
  const machine = await harness.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }));
  expect(machine).toMatchObject({
    status: "ACTIVE",
    roleArn: ROLE,
    definition,
    creationDate: new Date(after(2_000)),
  });
});

const withState = (state: object) => JSON.stringify({ StartAt: "A", States: { A: state } });
test.each([
  ["no JSON", "{", "INVALID_JSON"],
  ["a target that is missing", withState({ Type: "Pass", Next: "B" }), "MISSING_TRANSITION_TARGET"],
  ["a wait without an end", withState({ Type: "Wait", End: true }), "WAIT_DURATION"],
  ["a timestamp that is none", withState({ Type: "Wait", Timestamp: "2026-03-01", End: true }), "imestamp"],
  ["another kind of state", withState({ Type: "Parallel", Branches: [], End: true }), "Parallel"],
  [
    "another resource",
    withState({ Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", End: true }),
    "This stand-in does not run resource",
  ],
  [
    "a Catch",
    JSON.stringify(waitThenPublish({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "Wait" }] })),
    "This stand-in does not run field Catch",
  ],
])("InvalidDefinition: %s", async (_, wrong, message) => {
  const { sfn } = await startHarness();
  const creating = sfn.send(new CreateStateMachineCommand({ ...input, definition: wrong }));
  await expect(creating).rejects.toMatchObject({
    name: "InvalidDefinition",
    message: expect.stringContaining(message),
  });
});

test.each([
  ["a b", "InvalidName"],
  ["a:b", "InvalidName"],
  ["a".repeat(81), "ValidationException"],
])("a name like %s is refused", async (name, error) => {
  const { sfn } = await startHarness();
  const creating = sfn.send(new CreateStateMachineCommand({ ...input, name }));
  await expect(creating).rejects.toMatchObject({ name: error });
});

test("an update is for executions that start after it", async () => {
  const harness = await startHarness();
  await createMachine(harness);
  const executionArn = await start(harness, { at: after(HOUR), task: 1 });
  const update = (more: object) =>
    harness.sfn.send(new UpdateStateMachineCommand({ stateMachineArn: MACHINE, ...more }));
  await expect(update({})).rejects.toMatchObject({ name: "MissingRequiredParameter" });
  await update({ definition: withState({ Type: "Pass", End: true }) });
  const later = await start(harness, {});
  await harness.aws.settled();
  const status = async (arn: string) =>
    (await harness.sfn.send(new DescribeExecutionCommand({ executionArn: arn }))).status;
  expect(await status(later)).toBe("SUCCEEDED");
  expect(await status(executionArn)).toBe("RUNNING");
});

test("an idle machine is DELETING for a while; its name is taken until then", async () => {
  const harness = await startHarness();
  const { sfn, clock } = harness;
  await createMachine(harness);
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: MACHINE }));
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: MACHINE }));
  const describe = () => sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }));
  expect(await describe()).toMatchObject({ status: "DELETING" });
  await expect(sfn.send(new CreateStateMachineCommand(input))).rejects.toMatchObject({
    name: "StateMachineDeleting",
  });
  await expect(start(harness, {})).rejects.toMatchObject({ name: "StateMachineDeleting" });
  await clock.advance(20 * SECOND);
  await expect(describe()).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: MACHINE }));
  await sfn.send(new CreateStateMachineCommand(input));
  expect((await sfn.send(new ListStateMachinesCommand({}))).stateMachines).toHaveLength(1);
});

test("a waiting execution holds a machine in DELETING, and ends before it publishes", async () => {
  const harness = await startHarness();
  const { sfn, clock, aws } = harness;
  await createMachine(harness);
  const first = await start(harness, { at: after(HOUR), task: 1 });
  const second = await start(harness, { at: after(2 * HOUR), task: 2 });
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: MACHINE }));
  await clock.advance(HOUR);
  expect(await sfn.send(new DescribeExecutionCommand({ executionArn: first }))).toMatchObject({
    status: "ABORTED",
  });
  expect(await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }))).toMatchObject({
    status: "DELETING",
  });
  expect(aws.records.transitions).toBe(2);
  await sfn.send(new StopExecutionCommand({ executionArn: second }));
  await clock.advance(20 * SECOND);
  const describing = sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }));
  await expect(describing).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
});

test("malformed ARNs", async () => {
  const { sfn, iam } = await startHarness();
  const describe = (stateMachineArn: string) =>
    sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  await expect(describe("tasks")).rejects.toMatchObject({
    name: "InvalidArn",
    message: "Invalid Arn: 'Invalid ARN prefix: tasks'",
  });
  await expect(describe(MACHINE.replace("stateMachine", "activity"))).rejects.toMatchObject({
    name: "InvalidArn",
  });
  await iam.send(new CreateRoleCommand({ RoleName: "a", AssumeRolePolicyDocument: JSON.stringify(TRUST) }));
  const creating = sfn.send(new CreateStateMachineCommand({ ...input, roleArn: "a" }));
  await expect(creating).rejects.toMatchObject({ name: "InvalidArn" });
});
