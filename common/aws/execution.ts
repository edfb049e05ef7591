import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { atOnce } from "../retry.ts";
import { DENIED, isDenied, orWord } from "./failures.ts";

/** How many executions are stopped at a time. */
const CONCURRENCY = 10;
const UNKNOWN = ["ExecutionDoesNotExist", "StateMachineDoesNotExist", "InvalidArn"];

export interface Execution {
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly input: string;
  /** Of one that succeeded. */
  readonly output?: string;
  /** Of one that was stopped or has failed, if a cause was given. */
  readonly cause?: string;
  /** In ms. */
  readonly startedAt: number;
  /** In ms; absent while it runs. */
  readonly stoppedAt?: number;
}

/** Starts an execution. The same name with the same input, while it runs, is the same execution: "started", too. */
export async function startExecution(
  sfn: SFNClient,
  stateMachineArn: string,
  name: string,
  input: string,
): Promise<"started" | "exists" | "no-machine"> {
  const start = async () => {
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    return "started" as const;
  };
  return orWord(start, {
    exists: ["ExecutionAlreadyExists"],
    "no-machine": ["StateMachineDeleting", "StateMachineDoesNotExist"],
  });
}

/** What AWS knows of an execution. That may be some seconds old. */
export async function describeExecution(
  sfn: SFNClient,
  executionArn: string,
): Promise<Execution | "not-found" | "not-permitted"> {
  const described = await orWord(() => sfn.send(new DescribeExecutionCommand({ executionArn })), {
    "not-found": UNKNOWN,
    "not-permitted": DENIED,
  });
  if (typeof described === "string") return described;
  const { status, input, output, cause, startDate, stopDate } = described;
  return {
    // A PENDING_REDRIVE execution has been taken up again by hand, so it is still to end.
    status: status === undefined || status === "PENDING_REDRIVE" ? "RUNNING" : status,
    input: input ?? "null",
    startedAt: startDate?.getTime() ?? 0,
    ...(output !== undefined && { output }),
    ...(cause !== undefined && { cause }),
    ...(stopDate !== undefined && { stoppedAt: stopDate.getTime() }),
  };
}

/** Stops an execution. AWS answers the same for one that has ended already, which then stays as it is. */
export async function stopExecution(
  sfn: SFNClient,
  executionArn: string,
  cause: string,
): Promise<"stopped" | "not-found"> {
  const stop = async () => {
    await sfn.send(new StopExecutionCommand({ executionArn, cause }));
    return "stopped" as const;
  };
  return orWord(stop, { "not-found": UNKNOWN });
}

/** An execution as a list shows it. */
export interface ListedExecution {
  readonly name: string;
  readonly executionArn: string;
  /** In ms. */
  readonly startedAt: number;
}

export interface ExecutionPage {
  readonly executions: readonly ListedExecution[];
  readonly nextToken?: string | undefined;
}

export interface PageRequest {
  readonly status: Execution["status"];
  readonly size: number;
  readonly token?: string | undefined;
}

/** A page of the executions of a state machine, the last started first, as AWS saw them some moments ago. */
export async function listExecutions(
  sfn: SFNClient,
  stateMachineArn: string,
  { status, size, token }: PageRequest,
): Promise<ExecutionPage | "no-machine" | "not-permitted" | "invalid-token"> {
  const input = {
    stateMachineArn,
    statusFilter: status,
    maxResults: size,
    nextToken: token,
  };
  const page = await orWord(() => sfn.send(new ListExecutionsCommand(input)), {
    "no-machine": ["StateMachineDoesNotExist"],
    "invalid-token": ["InvalidToken"],
    "not-permitted": DENIED,
  });
  if (typeof page === "string") return page;
  const executions = (page.executions ?? []).map(({ name = "", executionArn = "", startDate }) => ({
    name,
    executionArn,
    startedAt: startDate?.getTime() ?? 0,
  }));
  return { executions, nextToken: page.nextToken };
}

/** Whether something still runs on a state machine, as AWS saw it some moments ago. */
export async function hasRunning(
  sfn: SFNClient,
  stateMachineArn: string,
): Promise<"yes" | "no" | "not-permitted"> {
  let token: string | undefined;
  do {
    const page = await listExecutions(sfn, stateMachineArn, { status: "RUNNING", size: 1, token });
    if (page === "not-permitted") return page;
    if (typeof page === "string") return "no";
    if (page.executions.length > 0) return "yes";
    token = page.nextToken;
  } while (token);
  return "no";
}

/** Stops what still runs on a state machine, as far as the policy allows, until `isLate()`. Returns how many were stopped. */
export async function stopAllExecutions(
  sfn: SFNClient,
  stateMachineArn: string,
  cause: string,
  isLate: () => boolean,
): Promise<number> {
  let stopped = 0;
  let token: string | undefined;
  do {
    const page = await listExecutions(sfn, stateMachineArn, { status: "RUNNING", size: 1_000, token });
    if (typeof page === "string") break;
    await atOnce(page.executions, CONCURRENCY, async ({ executionArn }) => {
      if (!isLate() && (await stopExecution(sfn, executionArn, cause)) === "stopped") stopped += 1;
    });
    token = page.nextToken;
  } while (token && !isLate());
  return stopped;
}

/** Whether executions of a state machine may be described and stopped. Asks about one that nobody has started. */
export async function mayStopAndDescribe(sfn: SFNClient, executionArn: string): Promise<boolean> {
  if ((await describeExecution(sfn, executionArn)) === "not-permitted") return false;
  try {
    await stopExecution(sfn, executionArn, "");
    return true;
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
}
