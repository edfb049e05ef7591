import { randomUUID } from "node:crypto";
import type { Context } from "../context.ts";
import { alreadyFinished } from "../errors.ts";
import { hasReplaced, stopAndLook } from "./chain.ts";
import { type Found, follow } from "./find.ts";
import { cancellationBy, toOutcome } from "./outcome.ts";
import { requirePending } from "./pending.ts";
import { parseExecutionInput } from "./task.ts";

export interface Cancelled {
  readonly executionArn: string;
  readonly stopDate: string;
}

/**
 * Stops the execution that has a task; `undefined` if there is none. Resolves only if this very call has stopped it, so
 * that the task will not be emitted. Throws `already_finished` if the task was emitted, cancelled or failed before.
 */
export async function cancelTask(found: Found, context: Context): Promise<Cancelled | undefined> {
  const { stack, name, executionArn } = found;
  await requireCancellable(found, context);
  const request = randomUUID();
  const after = await stopAndLook(executionArn, cancellationBy(request), stack, context);
  if (after === "not-found") return undefined;
  // Without the permission to look nothing is claimed either: tasks are published once.
  if (after === "not-permitted") return { executionArn, stopDate: new Date(context.now()).toISOString() };
  const outcome = toOutcome(after);
  // It was given another time in this moment.
  if (outcome.kind === "rescheduled") return cancelTask(await follow(name, stack, false, context), context);
  const isOwn = outcome.kind === "cancelled" && (outcome.by === request || after.cause === undefined);
  if (!isOwn) requirePending("cancel", outcome);
  return { executionArn, stopDate: new Date(after.stoppedAt ?? context.now()).toISOString() };
}

/** AWS "stops" an execution that has ended just as well, so look first; it may also be a new time that never counted. */
async function requireCancellable({ seen, isPointedTo, name, stack, executionArn }: Found, context: Context) {
  if (typeof seen !== "object") return;
  requirePending("cancel", toOutcome(seen));
  const former = isPointedTo ? undefined : parseExecutionInput(seen.input)?.task.replaces;
  if (former === undefined || (await hasReplaced(former, name, stack, context))) return;
  await stopAndLook(executionArn, cancellationBy("its former time"), stack, context);
  throw alreadyFinished("cancel", "it has been emitted or cancelled at its former time");
}
