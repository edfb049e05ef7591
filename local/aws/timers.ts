import type { Clock } from "../shared/clock.ts";

export interface Timers {
  readonly clock: Clock;
  cancelAll(): void;
}

/** The clock, together with what is still due on it, so that a closed stand-in does nothing any more. */
export function timersOn(base: Clock): Timers {
  const cancels = new Set<() => void>();
  const clock: Clock = {
    now: () => base.now(),
    at(time, action) {
      const cancelBase = base.at(time, () => {
        cancels.delete(cancel);
        return action();
      });
      const cancel = () => {
        cancels.delete(cancel);
        cancelBase();
      };
      cancels.add(cancel);
      return cancel;
    },
  };
  const cancelAll = () => {
    for (const cancel of [...cancels]) cancel();
  };
  return { clock, cancelAll };
}
