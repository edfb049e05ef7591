import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type ExecutionListItem,
  type ExecutionStatus,
  ListExecutionsCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { ignoring } from "../../../common/aws/failures.ts";

/** AWS lists so many at once. */
const PAGE = 1_000;
/** Beyond so many, those that were scheduled last are shown. */
const MAX_LISTED = 10_000;
const CONCURRENCY = 10;

export interface Listed {
  /** The newest first. */
  readonly items: readonly ExecutionListItem[];
  readonly hasMore: boolean;
}

/** The executions of a state machine in that status, at most `max` of them. */
export async function listExecutions(
  sfn: SFNClient,
  stateMachineArn: string,
  statusFilter: ExecutionStatus,
  max = MAX_LISTED,
): Promise<Listed> {
  const items: ExecutionListItem[] = [];
  let nextToken: string | undefined;
  do {
    const maxResults = Math.min(PAGE, max - items.length);
    const page = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults, nextToken }),
    );
    items.push(...(page.executions ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined && items.length < max);
  return { items, hasMore: nextToken !== undefined };
}

/** Describes each of them, some at a time. Those that are gone by now are left out. */
export async function describeExecutions(
  sfn: SFNClient,
  arns: readonly string[],
): Promise<DescribeExecutionCommandOutput[]> {
  const queue = [...arns];
  const described: DescribeExecutionCommandOutput[] = [];
  const worker = async () => {
    for (let executionArn = queue.shift(); executionArn; executionArn = queue.shift()) {
      const command = new DescribeExecutionCommand({ executionArn });
      const execution = await ignoring(["ExecutionDoesNotExist"], () => sfn.send(command));
      if (execution) described.push(execution);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return described;
}
