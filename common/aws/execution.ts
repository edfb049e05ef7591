import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { hasName, ignoring, isDenied } from "./failures.ts";

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
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    return "started";
  } catch (error) {
    if (hasName(error, "ExecutionAlreadyExists")) return "exists";
    if (hasName(error, "StateMachineDeleting", "StateMachineDoesNotExist")) return "no-machine";
    throw error;
  }
}

/** What AWS knows of an execution. That may be some seconds old. */
export async function describeExecution(
  sfn: SFNClient,
  executionArn: string,
): Promise<Execution | "not-found" | "not-permitted"> {
  try {
    const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const { status, input, output, cause, stopDate } = described;
    return {
      // A PENDING_REDRIVE execution has been taken up again by hand, so it is still to end.
      status: status === undefined || status === "PENDING_REDRIVE" ? "RUNNING" : status,
      input: input ?? "null",
      ...(output !== undefined && { output }),
      ...(cause !== undefined && { cause }),
      ...(stopDate !== undefined && { stoppedAt: stopDate.getTime() }),
    };
  } catch (error) {
    if (hasName(error, ...UNKNOWN)) return "not-found";
    if (isDenied(error)) return "not-permitted";
    throw error;
  }
}

/** Stops an execution. AWS answers the same for one that has ended already, which then stays as it is. */
export async function stopExecution(
  sfn: SFNClient,
  executionArn: string,
  cause: string,
): Promise<"stopped" | "not-found"> {
  try {
    await sfn.send(new StopExecutionCommand({ executionArn, cause }));
    return "stopped";
  } catch (error) {
    if (hasName(error, ...UNKNOWN)) return "not-found";
    throw error;
  }
}

/** Whether something still runs on a state machine, as AWS saw it some moments ago. */
export async function hasRunning(
  sfn: SFNClient,
  stateMachineArn: string,
): Promise<"yes" | "no" | "not-permitted"> {
  try {
    let nextToken: string | undefined;
    do {
      const page = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING", maxResults: 1, nextToken }),
      );
      if (page.executions?.length) return "yes";
      nextToken = page.nextToken;
    } while (nextToken);
    return "no";
  } catch (error) {
    if (hasName(error, "StateMachineDoesNotExist")) return "no";
    if (isDenied(error)) return "not-permitted";
    throw error;
  }
}

/** Stops what still runs on a state machine, until `isLate()`. Returns how many were stopped: none on one that is gone. */
export async function stopAllExecutions(
  sfn: SFNClient,
  stateMachineArn: string,
  cause: string,
  isLate: () => boolean,
): Promise<number> {
  let stopped = 0;
  let nextToken: string | undefined;
  do {
    const input = { stateMachineArn, statusFilter: "RUNNING", maxResults: 1_000, nextToken } as const;
    const page = await ignoring(["StateMachineDoesNotExist"], () =>
      sfn.send(new ListExecutionsCommand(input)),
    );
    const queue = (page?.executions ?? []).flatMap(({ executionArn }) => executionArn ?? []);
    const worker = async () => {
      for (let arn = queue.pop(); arn && !isLate(); arn = queue.pop()) {
        if ((await stopExecution(sfn, arn, cause)) === "stopped") stopped += 1;
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    nextToken = page?.nextToken;
  } while (nextToken && !isLate());
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
