import type { Execution } from "../aws/execution.ts";

/** What became of a task, as its execution tells. Times are in ms. */
export type Outcome =
  | { readonly kind: "pending" }
  /** `by` is the MessageId of the delivery that claimed it; unknown of a task that nobody had to claim. */
  | { readonly kind: "emitted"; readonly by: string | undefined; readonly at: number }
  /** `by` is the request that stopped it; unknown of one that was stopped by hand. */
  | { readonly kind: "cancelled"; readonly by: string | undefined }
  /** `to` is the name of the execution that has the task's new time. */
  | { readonly kind: "rescheduled"; readonly to: string }
  | { readonly kind: "failed"; readonly status: string };

/** The mark of a delivery on the task that it claims: the output of its execution, or the cause of its stop. */
export function claimBy(messageId: string): string {
  return JSON.stringify({ claimedBy: messageId });
}

/** The mark of a request on the task that it cancels: the cause of its execution's stop. */
export function cancellationBy(request: string): string {
  return JSON.stringify({ cancelledBy: request });
}

/** The mark on a task that has another time now: the cause of its execution's stop points to the new one. */
export function pointerTo(executionName: string): string {
  return JSON.stringify({ rescheduledTo: executionName });
}

/** Reads the marks of an execution that has ended. A stop without the mark of a claim emits nothing. */
export function toOutcome({ status, output, cause, stoppedAt = 0 }: Execution): Outcome {
  switch (status) {
    case "RUNNING":
      return { kind: "pending" };
    case "SUCCEEDED":
      return { kind: "emitted", by: readMark(output, "claimedBy"), at: stoppedAt };
    case "ABORTED": {
      const by = readMark(cause, "claimedBy");
      if (by !== undefined) return { kind: "emitted", by, at: stoppedAt };
      const to = readMark(cause, "rescheduledTo");
      if (to !== undefined) return { kind: "rescheduled", to };
      return { kind: "cancelled", by: readMark(cause, "cancelledBy") };
    }
    default:
      return { kind: "failed", status };
  }
}

/** A stop made by hand has any cause, or none. */
function readMark(
  text: string | undefined,
  name: "claimedBy" | "cancelledBy" | "rescheduledTo",
): string | undefined {
  try {
    const value = JSON.parse(text ?? "null") as Readonly<Record<string, unknown>> | null;
    const mark = value?.[name];
    return typeof mark === "string" ? mark : undefined;
  } catch {
    return undefined;
  }
}
