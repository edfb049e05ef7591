/** What a process wants of the world. Until it is answered, any other process may go first. */
export type Ask =
  | { readonly kind: "claim"; readonly token: string; readonly mark: string }
  | { readonly kind: "look" }
  | { readonly kind: "stop"; readonly mark: string }
  | { readonly kind: "emit" }
  | { readonly kind: "sleep" };

/** What AWS shows of an execution; `mark` is its output, or the cause of its stop. */
export interface Shown {
  readonly status: "RUNNING" | "SUCCEEDED" | "ABORTED";
  readonly mark: string;
}

/** "lost" is the answer to a call that took effect, of which nothing is heard. */
export type Answer = "done" | "closed" | "lost" | Shown;

/** Where a process stands: it asks for something, or has ended with an HTTP status. */
export type Standing = { readonly ask: Ask } | { readonly status: number };
