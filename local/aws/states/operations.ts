import type { Operation } from "../world.ts";
import { describeExecution, getExecutionHistory, listExecutions, stopExecution } from "./executions.ts";
import { createStateMachine, updateStateMachine } from "./machine-changes.ts";
import { deleteStateMachine, describeStateMachine, listStateMachines } from "./machines.ts";
import { startExecution } from "./start.ts";
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from "./task-answers.ts";

export const statesOperations: Readonly<Record<string, Operation>> = {
  CreateStateMachine: createStateMachine,
  UpdateStateMachine: updateStateMachine,
  DescribeStateMachine: describeStateMachine,
  ListStateMachines: listStateMachines,
  DeleteStateMachine: deleteStateMachine,
  StartExecution: startExecution,
  StopExecution: stopExecution,
  DescribeExecution: describeExecution,
  ListExecutions: listExecutions,
  GetExecutionHistory: getExecutionHistory,
  SendTaskSuccess: sendTaskSuccess,
  SendTaskFailure: sendTaskFailure,
  SendTaskHeartbeat: sendTaskHeartbeat,
};
