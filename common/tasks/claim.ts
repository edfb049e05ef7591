import { CLAIM_TIMEOUT_SECONDS } from "../aws/documents.ts";
import { describeExecution, type Execution } from "../aws/execution.ts";
import { isDenied } from "../aws/failures.ts";
import { completeTask } from "../aws/task-token.ts";
import type { Context } from "../context.ts";
import { notReady } from "../errors.ts";
import type { Stack } from "../stack.ts";
import { type Described, stopAndLook } from "./chain.ts";
import { claimBy, toOutcome } from "./outcome.ts";

/** SNS repeats a message for an hour. What comes later than that after its own claim is a replay. */
const LONGEST_REPETITION_MS = 75 * 60_000;

/** A delivery that wants to emit its task. */
export interface Claim {
  readonly executionArn: string;
  readonly taskToken: string;
  /** SNS gives each publish an id of its own, and each repetition of a delivery the same. */
  readonly messageId: string;
  /** When SNS took the message, in ms. */
  readonly publishedAt: number;
}

type Decision = "emit" | "drop";

/**
 * Decides whether a delivery emits its task, by one atomic write in AWS: of all deliveries of a task, in whatever process,
 * exactly one completes it, and that one emits. It is recognised when it comes again. Throws `not_ready` where AWS cannot
 * tell now, and SNS then repeats the delivery.
 */
export async function claim(delivery: Claim, stack: Stack, context: Context): Promise<Decision> {
  const { sfn } = context.aws(stack);
  switch (await completeTask(sfn, delivery.taskToken, claimBy(delivery.messageId))) {
    case "completed":
      return "emit";
    case "not-permitted":
      return emitUnclaimed(delivery, context);
    case "closed":
      return decideByExecution(delivery, stack, context);
  }
}

/** The token is of no use any more: the task was claimed, cancelled, or published again with another token. */
async function decideByExecution(delivery: Claim, stack: Stack, context: Context): Promise<Decision> {
  const { sfn } = context.aws(stack);
  const { executionArn, messageId } = delivery;
  const execution = await describeExecution(sfn, executionArn);
  if (!isUndecided(execution)) return decide(execution, delivery, context);
  // An execution is known for 90 days. Of a young one, AWS may still show a state from before the task was closed.
  if (!isPublishedAgain(delivery, context.now()))
    throw notReady("AWS does not show yet what became of the task.");
  if (execution === "not-found") return decide(execution, delivery, context);
  try {
    return decide(await stopAndLook(executionArn, claimBy(messageId), stack, context), delivery, context);
  } catch (error) {
    if (isDenied(error)) return emitUnclaimed(delivery, context);
    throw error;
  }
}

function isUndecided(described: Described): boolean {
  return described === "not-found" || (described !== "not-permitted" && described.status === "RUNNING");
}

/** Its token has timed out, so the state machine has published the task again, or is about to. */
function isPublishedAgain({ publishedAt }: Claim, now: number): boolean {
  return now - publishedAt >= CLAIM_TIMEOUT_SECONDS * 1_000;
}

function decide(described: Described, delivery: Claim, context: Context): Decision {
  if (described === "not-permitted") return emitUnclaimed(delivery, context);
  if (described === "not-found") return drop(delivery, "its execution is gone", "error", context);
  return decideByOutcome(described, delivery, context);
}

function decideByOutcome(execution: Execution, delivery: Claim, context: Context): Decision {
  const outcome = toOutcome(execution);
  switch (outcome.kind) {
    case "emitted": {
      if (outcome.by !== delivery.messageId)
        return drop(delivery, "another delivery emitted it", "info", context);
      const isReplay = context.now() - outcome.at > LONGEST_REPETITION_MS;
      return isReplay ? drop(delivery, "this delivery emitted it long ago", "warn", context) : "emit";
    }
    case "cancelled":
      return drop(delivery, "it was cancelled", "info", context);
    case "rescheduled":
      return drop(delivery, "it has another time now", "info", context);
    case "failed":
      return drop(delivery, `its execution has ended: ${outcome.status}`, "error", context);
    case "pending":
      throw notReady("AWS does not show yet what became of the task.");
  }
}

function drop(
  { executionArn }: Claim,
  reason: string,
  level: "info" | "warn" | "error",
  { log }: Context,
): "drop" {
  log[level](`Not emitted: ${executionArn}, for ${reason}`);
  return "drop";
}

/** As in the plain mode, for a task is rather emitted twice than never. */
function emitUnclaimed({ executionArn }: Claim, { log }: Context): "emit" {
  log.error(
    `${executionArn} is emitted without a claim: the policy of the AWS user lacks states:SendTaskSuccess, states:DescribeExecution or states:StopExecution`,
  );
  return "emit";
}
