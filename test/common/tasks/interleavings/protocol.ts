/** What a process wants of the world. Until it is answered, any other process may go first. Executions go by their names. */
export type Ask =
  | { readonly kind: "start"; readonly name: string; readonly input: string }
  | { readonly kind: "claim"; readonly token: string; readonly mark: string }
  | { readonly kind: "look"; readonly name: string }
  | { readonly kind: "stop"; readonly name: string; readonly mark: string }
  | { readonly kind: "emit" }
  | { readonly kind: "sleep" };

/** What AWS shows of an execution; `mark` is its output, or the cause of its stop. */
export interface Shown {
  readonly status: "RUNNING" | "SUCCEEDED" | "ABORTED";
  readonly mark: string;
  readonly input: string;
}

/** "lost" is the answer to a call that took effect, of which nothing is heard. */
export type Answer = "done" | "closed" | "exists" | "not-found" | "lost" | Shown;

/** Where a process stands: it asks for something, or has ended, as an HTTP response if it was a request. */
export type Standing = { readonly ask: Ask } | { readonly status: number; readonly body?: string };

export const toText = (answer: Answer) =>
  typeof answer === "string" ? answer : `${answer.status} ${answer.mark}`;
