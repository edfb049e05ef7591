import { type Case, FAR, makeMachine, makeRole, stop, waiting } from "./case.ts";

const SFN = "stepfunctions";
const GONE = "arn:aws:states:us-east-1:000000000000:stateMachine:gone";

export const MACHINE_CASES: readonly Case[] = [
  [
    "CreateStateMachine finds a machine of the name and the definition, whatever its role",
    async (aws, name) => {
      const stateMachineArn = await makeMachine(aws, name);
      const roleArn = await makeRole(aws, `${name}-2`);
      const again = await aws.call(SFN, "create_state_machine", { name, roleArn, definition: waiting() });
      const described = await aws.call(SFN, "describe_state_machine", { stateMachineArn });
      return [again.stateMachineArn === stateMachineArn, described.roleArn.endsWith("-2"), described.status];
    },
  ],
  [
    "CreateStateMachine compares definitions as text",
    async (aws, name) => {
      await makeMachine(aws, name);
      const roleArn = `arn:aws:iam::000000000000:role/${name}`;
      const make = (definition: string) =>
        aws.outcome(SFN, "create_state_machine", { name, roleArn, definition });
      return [await make(` ${waiting()}`), await make(waiting({ Comment: "another" }))];
    },
  ],
  [
    "CreateStateMachine refuses what is no definition",
    async (aws, name) => {
      const roleArn = await makeRole(aws, name);
      const make = (definition: string) =>
        aws.outcome(SFN, "create_state_machine", { name, roleArn, definition });
      return [await make("{"), await make(JSON.stringify({ StartAt: "A", States: {} }))];
    },
  ],
  [
    "UpdateStateMachine is for later executions, and asks for a change",
    async (aws, name) => {
      const stateMachineArn = await makeMachine(aws, name);
      const definition = waiting({ Comment: "new" });
      const update = (change: object) =>
        aws.outcome(SFN, "update_state_machine", { stateMachineArn, ...change });
      const outcomes = [await update({ definition }), await update({}), await update({ definition: "{" })];
      const described = await aws.call(SFN, "describe_state_machine", { stateMachineArn });
      return [outcomes, described.definition];
    },
  ],
  [
    "of a machine that is not there",
    async ({ outcome }) => [
      await outcome(SFN, "describe_state_machine", { stateMachineArn: GONE }),
      await outcome(SFN, "update_state_machine", { stateMachineArn: GONE, definition: waiting() }),
      await outcome(SFN, "list_executions", { stateMachineArn: GONE }),
      await outcome(SFN, "start_execution", { stateMachineArn: GONE, input: FAR }),
      await outcome(SFN, "delete_state_machine", { stateMachineArn: GONE }),
    ],
  ],
  [
    "ListExecutions filters by status",
    async (aws, name) => {
      const stateMachineArn = await makeMachine(aws, name);
      const start = (execution: string) =>
        aws.call(SFN, "start_execution", { stateMachineArn, name: execution, input: FAR });
      const { executionArn } = await start("stopped");
      await start("running");
      await stop(aws, executionArn);
      const names = async (statusFilter: string) => {
        const listed = await aws.call(SFN, "list_executions", { stateMachineArn, statusFilter });
        return listed.executions.map((execution: { name: string }) => execution.name);
      };
      return [await names("RUNNING"), await names("ABORTED"), await names("FAILED")];
    },
  ],
];
