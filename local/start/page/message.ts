import { DescribeExecutionCommand } from "@aws-sdk/client-sfn";
import { executionNameOf } from "../../../common/aws/arn.ts";
import { isLocated } from "../../../common/stack.ts";
import { readState, type ServiceDb } from "../../../common/state.ts";
import { Refusal } from "./guard.ts";
import type { StackWatch } from "./stack-watch.ts";
import { messageOf } from "./task.ts";

/** The whole message of a task of this source, of which the lists show only the beginning. */
export async function readMessage(
  executionArn: string,
  db: ServiceDb,
  watch: StackWatch,
): Promise<{ message: unknown }> {
  const stack = readState(db).stacks.find(
    (stack) => stack.stateMachineArn && executionNameOf(executionArn, stack.stateMachineArn) !== undefined,
  );
  if (!stack || !isLocated(stack)) throw new Refusal(404, "This source has no such task.");
  const { input } = await watch.clientsOf(stack).sfn.send(new DescribeExecutionCommand({ executionArn }));
  return { message: messageOf(input) };
}
