import { installVirtualTime, type VirtualTime } from "../shared/virtual-time.ts";

/** The time of everything in this process: source, Pipedream and AWS. */
export interface Time {
  /** Moves it on, with all that falls due meanwhile. Absent unless it can be moved. */
  readonly advance?: (seconds: number) => Promise<void>;
  /** Does work that waits for nothing but time, without the waiting. */
  hurry<T>(work: () => Promise<T>): Promise<T>;
}

/** Time as it is. */
export const realTime: Time = {
  async hurry(work) {
    const virtual = installVirtualTime(Date.now());
    try {
      return await virtual.during(work());
    } finally {
      virtual.uninstall();
    }
  },
};

/** Time that passes as usual, from `now` in ms, and can be moved on. There is one in a process. */
export function movableTime(now: number): Time {
  const virtual = installVirtualTime(now, { hasRealIntervals: true });
  let stop = virtual.flow();
  let moves: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(move: (virtual: VirtualTime) => Promise<T>): Promise<T> => {
    const result = moves.then(async () => {
      stop();
      try {
        return await move(virtual);
      } finally {
        stop = virtual.flow();
      }
    });
    moves = result.catch(() => {});
    return result;
  };
  return {
    advance: (seconds) => inTurn(({ advance }) => advance(seconds * 1_000)),
    hurry: (work) => inTurn(({ during }) => during(work())),
  };
}
