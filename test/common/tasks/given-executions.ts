import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  type ListExecutionsCommandInput,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { executionArnOf } from "../../../common/aws/arn.ts";
import { awsError, NOW, STACK } from "../given.ts";
import { sfn } from "../mocks.ts";

export interface GivenExecution {
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly input: string;
  readonly output?: string;
  readonly cause?: string;
  readonly startDate: Date;
  readonly stopDate?: Date;
}

export const DUE = new Date(NOW + 3_600_000).toISOString();
const HOUR = 3_600_000;

/** The input of an execution that was started for a task. */
export const inputOf = (task: object = {}) =>
  JSON.stringify({ waitUntil: DUE, task: { timestamp: DUE, message: "hello", ...task } });

export const pending = (task: object = {}, startedAt = NOW - HOUR): GivenExecution => ({
  status: "RUNNING",
  input: inputOf(task),
  startDate: new Date(startedAt),
});

/** The same after it has ended, by a claim unless something else is said. */
export const ended = (change: Partial<GivenExecution> = {}, task: object = {}): GivenExecution => ({
  ...pending(task),
  status: "SUCCEEDED",
  output: JSON.stringify({ claimedBy: "m-1" }),
  stopDate: new Date(NOW),
  ...change,
});

export const stopped = (cause: string | undefined, task: object = {}): GivenExecution => {
  const { output: _, ...rest } = ended({ status: "ABORTED" }, task);
  return { ...rest, ...(cause !== undefined && { cause }) };
};

/** The executions that AWS has, by their ARNs. */
export type GivenExecutions = Map<string, GivenExecution>;

/** A Step Functions that has these executions, by their names in the state machine of the stack. */
export function givenExecutions(
  named: Readonly<Record<string, GivenExecution>>,
  stateMachineArn = STACK.stateMachineArn,
): GivenExecutions {
  const executions: GivenExecutions = new Map();
  addExecutions(executions, named, stateMachineArn);
  sfn.on(StartExecutionCommand).callsFake(({ stateMachineArn, name, input }) => {
    const executionArn = executionArnOf(stateMachineArn, name);
    const existing = executions.get(executionArn);
    const isSame = existing?.status === "RUNNING" && existing.input === input;
    if (existing && !isSame) throw awsError("ExecutionAlreadyExists");
    executions.set(executionArn, existing ?? { status: "RUNNING", input, startDate: new Date(NOW) });
    return { executionArn };
  });
  sfn.on(DescribeExecutionCommand).callsFake(({ executionArn }) => find(executions, executionArn));
  sfn.on(StopExecutionCommand).callsFake(({ executionArn, cause }) => {
    const execution = find(executions, executionArn);
    if (execution.status === "RUNNING")
      executions.set(executionArn, { ...execution, status: "ABORTED", cause, stopDate: new Date(NOW) });
    return { stopDate: new Date(NOW) };
  });
  sfn.on(ListExecutionsCommand).callsFake((request) => page(executions, request));
  return executions;
}

export function addExecutions(
  executions: GivenExecutions,
  named: Readonly<Record<string, GivenExecution>>,
  stateMachineArn: string,
): void {
  for (const [name, execution] of Object.entries(named)) {
    executions.set(executionArnOf(stateMachineArn, name), execution);
  }
}

function find(executions: GivenExecutions, executionArn: string): GivenExecution {
  const execution = executions.get(executionArn);
  if (!execution) throw awsError("ExecutionDoesNotExist");
  return execution;
}

/** The last started first, from the place that the token says. */
function page(executions: GivenExecutions, request: ListExecutionsCommandInput) {
  const { stateMachineArn = "", statusFilter, maxResults = 100, nextToken = "0" } = request;
  if (!/^\d+$/.test(nextToken)) throw awsError("InvalidToken");
  const stem = executionArnOf(stateMachineArn, "");
  const matching = [...executions]
    .filter(([arn, { status }]) => arn.startsWith(stem) && status === statusFilter)
    .toSorted(([, one], [, other]) => other.startDate.getTime() - one.startDate.getTime());
  const end = Number(nextToken) + maxResults;
  return {
    executions: matching.slice(Number(nextToken), end).map(([executionArn, { startDate }]) => ({
      executionArn,
      name: executionArn.slice(stem.length),
      startDate,
    })),
    ...(end < matching.length && { nextToken: String(end) }),
  };
}
