import { randomUUID } from "node:crypto";
import { executionArnOf, executionNameOf } from "../aws/arn.ts";
import { describeExecution, stopExecution } from "../aws/execution.ts";
import type { Context } from "../context.ts";
import { alreadyFinished, executionNotFound, notReady } from "../errors.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import { poll } from "../retry.ts";
import type { Stack } from "../stack.ts";
import { readState } from "../state.ts";
import { askElsewhere } from "./elsewhere.ts";
import { cancellationBy, type Outcome, toOutcome } from "./outcome.ts";
import { type CancelRequest, parseCancelRequest } from "./requests.ts";

/** What DescribeExecution shows may be some seconds old. */
const STOP_VISIBLE = { timeoutMs: 8_000, firstDelayMs: 250, maxDelayMs: 2_000 };

interface Target {
  readonly stack: Stack;
  readonly executionArn: string;
}

/** Serves `POST /cancel`: stops the execution of a task that has not run. No other execution is ever touched. */
export async function cancel(body: unknown, context: Context): Promise<HttpResponse> {
  const request = parseCancelRequest(body);
  const silent: string[] = [];
  for (const target of targetsOf(request, context)) {
    const mayBeElsewhere = "id" in request && isElsewhere(target, context);
    const stopDate = await stopTask(target, mayBeElsewhere, context);
    if (stopDate === "no-answer") silent.push(target.stack.region);
    if (!(stopDate instanceof Date)) continue;
    context.log.info(`Cancelled ${target.executionArn}`);
    return jsonResponse(200, { executionArn: target.executionArn, stopDate: stopDate.toISOString() });
  }
  const unasked = silent.length > 0 ? ` Not asked, for AWS does not answer there: ${silent.join(", ")}.` : "";
  throw executionNotFound(`This source has no such task.${unasked}`);
}

/** Where the task may be: an ARN belongs to one state machine, an id may be a task of any that the source still has. */
function targetsOf(request: CancelRequest, { db }: Context): Target[] {
  const { current, stacks } = readState(db);
  if (!stacks.some(({ stateMachineArn }) => stateMachineArn)) {
    throw notReady("The source is not activated yet. Try again in a few seconds.");
  }
  const rank = ({ number }: Stack) => Number(number !== current);
  return stacks
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap((stack) => {
      if (!stack.stateMachineArn) return [];
      if ("id" in request) return { stack, executionArn: executionArnOf(stack.stateMachineArn, request.id) };
      const isOurs = executionNameOf(request.executionArn, stack.stateMachineArn) !== undefined;
      return isOurs ? { stack, executionArn: request.executionArn } : [];
    });
}

function isElsewhere({ stack }: Target, { db }: Context): boolean {
  return stack.number !== readState(db).current;
}

/**
 * When the execution was stopped. A 200 says that the task will not be emitted, so only a stop of our own counts. Where it
 * may be elsewhere, AWS has little time for the first answer, but none is given up that has been asked to stop.
 */
async function stopTask(
  { stack, executionArn }: Target,
  mayBeElsewhere: boolean,
  context: Context,
): Promise<Date | "not-found" | "no-answer"> {
  const look = () => describeExecution(context.aws(stack).sfn, executionArn);
  const before = mayBeElsewhere ? await askElsewhere(stack, look, context) : await look();
  if (before === "no-answer") return before;
  if (typeof before === "object") requirePending(toOutcome(before));
  const { sfn } = context.aws(stack);
  const request = randomUUID();
  if ((await stopExecution(sfn, executionArn, cancellationBy(request))) === "not-found") return "not-found";
  // The task may have been claimed just before, and AWS answers the same.
  const after = await poll(
    look,
    (seen) => seen === "not-permitted" || (typeof seen === "object" && seen.status !== "RUNNING"),
    STOP_VISIBLE,
    context,
  );
  // Without the permission to look nothing is claimed either: tasks are published once.
  if (after === "not-permitted") return new Date(context.now());
  if (after === "not-found" || after.status === "RUNNING") {
    throw notReady("AWS does not say yet whether the task was cancelled in time. Ask again.");
  }
  const outcome = toOutcome(after);
  const isOwn = outcome.kind === "cancelled" && (outcome.by === request || after.cause === undefined);
  if (!isOwn) requirePending(outcome);
  return new Date(after.stoppedAt ?? context.now());
}

function requirePending(outcome: Outcome): void {
  switch (outcome.kind) {
    case "pending":
      return;
    case "emitted":
      throw alreadyFinished("it has been emitted");
    case "cancelled":
      throw alreadyFinished("it has been cancelled already");
    case "failed":
      throw alreadyFinished(`its execution has ended: ${outcome.status}`);
  }
}
