import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { hasName, isDenied } from "./failures.ts";

/** How many executions are stopped at a time. */
const CONCURRENCY = 10;

export interface Execution {
  /** RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED. */
  readonly status: string | undefined;
  readonly input: string | undefined;
}

/** Starts an execution. The same name with the same input, while it runs, is the same execution. */
export async function startExecution(
  sfn: SFNClient,
  stateMachineArn: string,
  name: string,
  input: string,
): Promise<string> {
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  if (!executionArn) throw new Error("StartExecution answered without an ARN");
  return executionArn;
}

/** What is known of an execution, or "unseen" where the policy does not allow to look. */
export async function describeExecution(sfn: SFNClient, executionArn: string): Promise<Execution | "unseen"> {
  try {
    const { status, input } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return { status, input };
  } catch (error) {
    if (isDenied(error)) return "unseen";
    throw error;
  }
}

/** Stops an execution. AWS answers the same for one that has ended already, which then stays as it is. */
export async function stopExecution(sfn: SFNClient, executionArn: string, cause: string): Promise<Date> {
  const { stopDate } = await sfn.send(new StopExecutionCommand({ executionArn, cause }));
  return stopDate ?? new Date();
}

/** Whether something still runs on a state machine, as AWS saw it some moments ago; "unseen" where the policy does not allow to look. */
export async function hasRunning(sfn: SFNClient, stateMachineArn: string): Promise<boolean | "unseen"> {
  try {
    let nextToken: string | undefined;
    do {
      const page = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING", maxResults: 1, nextToken }),
      );
      if (page.executions?.length) return true;
      nextToken = page.nextToken;
    } while (nextToken);
    return false;
  } catch (error) {
    if (hasName(error, "StateMachineDoesNotExist")) return false;
    if (isDenied(error)) return "unseen";
    throw error;
  }
}

/** Stops what still runs on a state machine, until `isLate()`. Returns how many were stopped. */
export async function stopAllExecutions(
  sfn: SFNClient,
  stateMachineArn: string,
  isLate: () => boolean,
): Promise<number> {
  let stopped = 0;
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING", maxResults: 1_000, nextToken }),
    );
    const queue = (page.executions ?? []).flatMap(({ executionArn }) => executionArn ?? []);
    const worker = async () => {
      for (let arn = queue.pop(); arn && !isLate(); arn = queue.pop()) {
        await stopExecution(sfn, arn, "The source was deactivated.");
        stopped += 1;
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    nextToken = page.nextToken;
  } while (nextToken && !isLate());
  return stopped;
}
