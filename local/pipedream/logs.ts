import type { HookName } from "./component.ts";

export type LogLevel = "debug" | "info" | "log" | "warn" | "error";

/** What Pipedream calls an observation: a line in the Logs tab of a source. */
export type LogEntry =
  | { readonly k: "hook"; readonly ts: number; readonly h: HookName }
  | { readonly k: "log"; readonly ts: number; readonly level: LogLevel; readonly msg: string }
  | { readonly k: "error"; readonly ts: number; readonly err: LoggedError };

export interface LoggedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

export type LogSink = (entry: LogEntry) => void;

/** A component may throw anything. */
export function toLoggedError(thrown: unknown): LoggedError {
  if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown) };
  const { name, message, stack } = thrown;
  return { name, message, ...(stack !== undefined && { stack }) };
}
