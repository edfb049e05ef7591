import type { Retrier } from "../language.ts";

/** Neither is ever retried, not even by States.ALL. */
const FINAL = ["States.Runtime", "States.DataLimitExceeded"];

/** An error, and the further names that retriers may know it by. */
export interface TaskError {
  readonly name: string;
  readonly aliases?: readonly string[];
}

/** How often each retrier of a state has been used since the state was entered. */
export type Uses = Map<Retrier, number>;

/** How long to wait before the next attempt, or undefined if there is none. The first retrier that fits decides. */
export function retryDelayMs(
  retriers: readonly Retrier[],
  error: TaskError,
  uses: Uses,
  random: () => number,
): number | undefined {
  const retrier = retriers.find(({ ErrorEquals }) => ErrorEquals.some((name) => fits(name, error)));
  if (!retrier) return undefined;
  const used = uses.get(retrier) ?? 0;
  if (used >= (retrier.MaxAttempts ?? 3)) return undefined;
  uses.set(retrier, used + 1);
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
  const seconds = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds);
  return Math.round(seconds * 1_000 * (retrier.JitterStrategy === "FULL" ? random() : 1));
}

function fits(name: string, error: TaskError): boolean {
  if (FINAL.includes(error.name)) return false;
  if (name === "States.ALL" || name === error.name || error.aliases?.includes(name)) return true;
  return name === "States.TaskFailed" && error.name !== "States.Timeout";
}
