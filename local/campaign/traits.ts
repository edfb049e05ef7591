import fc from "fast-check";
import type { DeliveryDelay } from "../aws/options.ts";
import type { WorkerCount } from "../pipedream/workers.ts";
import type { AwsTraits, PipedreamTraits } from "./scenario.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Not at all, by as much each time, or by some hours that differ. */
const deliveryDelay: fc.Arbitrary<DeliveryDelay> = fc.oneof(
  fc.constant({ minMs: 0 }),
  fc.constantFrom(16 * MINUTE, 45 * MINUTE, 3 * HOUR).map((minMs) => ({ minMs })),
  fc.record({
    minMs: fc.constant(0),
    maxMs: fc.constantFrom(MINUTE, 30 * MINUTE, 3 * HOUR),
    seed: fc.nat(),
  }),
);

export const awsTraits: fc.Arbitrary<AwsTraits> = fc.record({
  rolePropagationMs: fc.integer({ min: 0, max: 30_000 }),
  stateMachineDeletionMs: fc.integer({ min: 20_000, max: 90_000 }),
  confirmDelayMs: fc.integer({ min: 0, max: MINUTE }),
  iamLagMs: fc.integer({ min: 0, max: 5_000 }),
  describeLagMs: fc.integer({ min: 0, max: 6_000 }),
  ghosts: fc.constantFrom("none", "readable", "gone"),
  throttleBurst: fc.constantFrom(1, 5, 20, 50),
  deliveryDelay,
  closedTokenErrors: fc.constantFrom(
    ["TaskTimedOut"],
    ["TaskDoesNotExist", "TaskTimedOut"],
    ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"],
  ),
});

export function pipedreamTraits(
  workers: WorkerCount,
  responses: "at-once" | "at-end" | undefined,
): fc.Arbitrary<PipedreamTraits> {
  return fc.record({
    dbMode: fc.constantFrom("snapshot", "write-through"),
    onThrow: fc.constantFrom("keep-emits", "drop-emits"),
    responses: responses ? fc.constant(responses) : fc.constantFrom("at-end", "at-end", "at-end", "at-once"),
    workers: fc.constant(workers),
    rateLimit: fc.constantFrom(false, true, true, { burst: 50 }),
  });
}
