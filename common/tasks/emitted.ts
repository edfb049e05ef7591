import type { Stack } from "../state.ts";

const MAX_REMEMBERED = 1_000;

/** Tasks that this process has emitted, and that AWS does not know to be emitted yet. */
const unacknowledged = new Set<string>();

/** A state machine that is made anew may have the same name, and its executions those of earlier ones. */
const keyOf = (executionArn: string, { generation = 1 }: Stack) => `${executionArn} ${generation}`;

/** From now on it is too late to cancel the task, and it is not emitted again. */
export function rememberEmitted(executionArn: string, stack: Stack): void {
  const [oldest] = unacknowledged;
  if (oldest !== undefined && unacknowledged.size >= MAX_REMEMBERED) unacknowledged.delete(oldest);
  unacknowledged.add(keyOf(executionArn, stack));
}

/** AWS knows it now. */
export function forgetEmitted(executionArn: string, stack: Stack): void {
  unacknowledged.delete(keyOf(executionArn, stack));
}

export function isEmitted(executionArn: string, stack: Stack): boolean {
  return unacknowledged.size > 0 && unacknowledged.has(keyOf(executionArn, stack));
}
