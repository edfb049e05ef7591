import type { Execution } from "../aws/execution.ts";
import { alreadyFinished, executionNotFound, notPermitted } from "../errors.ts";
import type { Described } from "./chain.ts";
import type { Outcome } from "./outcome.ts";

type Verb = "cancel" | "reschedule";

/** Throws `already_finished` unless the task is still pending. */
export function requirePending(verb: Verb, outcome: Outcome): void {
  switch (outcome.kind) {
    case "pending":
      return;
    case "emitted":
      throw alreadyFinished(verb, "it has been emitted");
    case "cancelled":
      throw alreadyFinished(verb, "it has been cancelled already");
    case "rescheduled":
      throw alreadyFinished(verb, "it has another time now");
    case "failed":
      throw alreadyFinished(verb, `its execution has ended: ${outcome.status}`);
  }
}

/** The execution, for a request that cannot do without what AWS shows of it. */
export function requireSeen(seen: Described): Execution {
  if (seen === "not-permitted") throw notPermitted("states:DescribeExecution");
  if (seen === "not-found") throw executionNotFound("This source has no such task.");
  return seen;
}
