import { executionArnOf } from "../aws/arn.ts";
import { describeExecution, type Execution, stopExecution } from "../aws/execution.ts";
import type { Context } from "../context.ts";
import { notReady } from "../errors.ts";
import { poll } from "../retry.ts";
import type { Stack } from "../stack.ts";
import { pointerTo, toOutcome } from "./outcome.ts";

/** What DescribeExecution shows may be some seconds old. SNS waits 15 s for an answer, of which 5 s may have gone by. */
const VISIBLE = { timeoutMs: 6_000, firstDelayMs: 250, maxDelayMs: 2_000 };
/** AWS forgets an execution 90 days after its end; one that it does not show right after its start is just new. */
const NEW_MS = 3_600_000;

/** A stack whose state machine has been made. */
export type MachineStack = Stack & { readonly stateMachineArn: string };

export type Described = Execution | "not-found" | "not-permitted";

/** The executions of a rescheduled task are called `a`, `a.2`, `a.3`, … */
export function nextName(name: string): string {
  const [base, number = "1"] = name.split(".");
  return `${base}.${Number(number) + 1}`;
}

/** What AWS shows of an execution that is known to be there, though it may have been started just now. */
export async function describeStarted(
  executionArn: string,
  stack: Stack,
  context: Context,
): Promise<Described> {
  const { sfn } = context.aws(stack);
  const look = () => describeExecution(sfn, executionArn);
  const seen = await poll(look, (latest) => latest !== "not-found", VISIBLE, context);
  if (seen === "not-found") throw notReady("AWS does not show yet what became of the task.");
  return seen;
}

/** Stops an execution with that cause, and waits until AWS shows how it has ended, which may have been otherwise. */
export async function stopAndLook(
  executionArn: string,
  cause: string,
  stack: Stack,
  context: Context,
): Promise<Described> {
  const { sfn } = context.aws(stack);
  if ((await stopExecution(sfn, executionArn, cause)) === "not-found") return "not-found";
  const seen = await poll(
    () => describeExecution(sfn, executionArn),
    (latest) => latest === "not-permitted" || (latest !== "not-found" && latest.status !== "RUNNING"),
    VISIBLE,
    context,
  );
  if (seen === "not-found" || (seen !== "not-permitted" && seen.status === "RUNNING")) {
    throw notReady("AWS does not show yet what became of the task.");
  }
  return seen;
}

/**
 * Whether a rescheduled execution has the task, rather than the one that it replaces: that must have been stopped with a
 * pointer to it. One that still runs is stopped so: the request that was to do it has died on its way.
 */
export async function hasReplaced(
  former: string,
  name: string,
  stack: MachineStack,
  context: Context,
): Promise<boolean> {
  const { sfn } = context.aws(stack);
  const executionArn = executionArnOf(stack.stateMachineArn, former);
  const seen = await describeExecution(sfn, executionArn);
  if (seen === "not-permitted") return true;
  if (seen === "not-found") return isForgotten(name, stack, context);
  const ended =
    seen.status === "RUNNING" ? await stopAndLook(executionArn, pointerTo(name), stack, context) : seen;
  if (typeof ended !== "object") return true;
  const outcome = toOutcome(ended);
  return outcome.kind === "rescheduled" && outcome.to === name;
}

/** AWS does not show the former execution. It has been stopped long ago, or was started just now. */
async function isForgotten(name: string, stack: MachineStack, context: Context): Promise<boolean> {
  const own = await describeExecution(context.aws(stack).sfn, executionArnOf(stack.stateMachineArn, name));
  const isNew = typeof own !== "object" || context.now() - own.startedAt < NEW_MS;
  if (isNew) throw notReady("AWS does not show yet what became of the task.");
  return true;
}
