const REQUESTS_PER_SECOND = 10;

/** Whether a request that comes now is let in. */
export type Admit = () => boolean;

export interface Burst {
  /** So many requests may come at once after a quiet while. */
  readonly burst: number;
}

/** 10 requests in any second and no bursts, so that a test can count. */
export function withoutBursts(now: () => number): Admit {
  let times: number[] = [];
  return () => {
    times = times.filter((time) => time > now() - 1_000);
    if (times.length >= REQUESTS_PER_SECOND) return false;
    times.push(now());
    return true;
  };
}

/**
 * 10 requests a second on average. Pipedream also takes bursts: "a batch of 50 requests every 30 seconds should not trigger
 * rate limiting". https://pipedream.com/docs/workflows/limits.md
 */
export function onAverage({ burst }: Burst, now: () => number): Admit {
  let left = burst;
  let asOf = now();
  return () => {
    left = Math.min(burst, left + ((now() - asOf) * REQUESTS_PER_SECOND) / 1_000);
    asOf = now();
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}
