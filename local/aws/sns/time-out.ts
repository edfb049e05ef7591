import type { World } from "../world.ts";

/** How long a subscriber has to answer one POST. */
export interface TimeOut {
  readonly ms: number;
  readonly signal: AbortSignal;
  cancel(): void;
}

export function startTimeOut({ clock, settings }: World): TimeOut {
  const ms = settings.deliveryTimeoutMs;
  if (!settings.timeOutOnClock) return { ms, signal: AbortSignal.timeout(ms), cancel() {} };
  const controller = new AbortController();
  const cancel = clock.at(clock.now() + ms, () => controller.abort());
  return { ms, signal: controller.signal, cancel };
}
