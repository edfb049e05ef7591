const MAX_REMEMBERED = 1_000;

/** Tasks that this process has emitted, and that AWS does not know to be emitted yet. */
const unacknowledged = new Set<string>();

/** From now on it is too late to cancel the task, and it is not emitted again. */
export function rememberEmitted(executionArn: string): void {
  const [oldest] = unacknowledged;
  if (oldest !== undefined && unacknowledged.size >= MAX_REMEMBERED) unacknowledged.delete(oldest);
  unacknowledged.add(executionArn);
}

/** AWS knows it now. */
export function forgetEmitted(executionArn: string): void {
  unacknowledged.delete(executionArn);
}

export function isEmitted(executionArn: string): boolean {
  return unacknowledged.has(executionArn);
}
