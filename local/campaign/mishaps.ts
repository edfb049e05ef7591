import fc from "fast-check";
import { ANY_CALL, type KillPoint } from "../pipedream/kill.ts";
import { type Action, REGIONS } from "./scenario.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What an owner does to the source, and what befalls it: lists whose length grows with the number of tasks. */
export function mishaps(days: number, tasks: number) {
  const at = fc.integer({ min: 0, max: days * DAY });
  const some = (one: fc.Arbitrary<Action>, share: number, most: number) => {
    const maxLength = Math.max(most, Math.round(tasks * share));
    return fc.array(one, { minLength: Math.floor((tasks * share) / 2), maxLength, size: "max" });
  };
  return [
    some(update(at), 0.005, 4),
    some(outage(at), 0.002, 2),
    some(awsOutage(at), 0.002, 2),
    some(meddling(at), 0.001, 1),
    some(kill(at), 0.04, 8),
  ] as const;
}

function update(at: fc.Arbitrary<number>): fc.Arbitrary<Action> {
  return fc.record({
    at,
    kind: fc.constant("update"),
    change: fc.constantFrom("nothing", "secret", "region"),
  });
}

function outage(at: fc.Arbitrary<number>): fc.Arbitrary<Action> {
  return fc.record({
    at,
    kind: fc.constant("outage"),
    how: fc.constantFrom("down", "inactive", "busy"),
    forMs: fc.integer({ min: MINUTE, max: 10 * HOUR }),
  });
}

function awsOutage(at: fc.Arbitrary<number>): fc.Arbitrary<Action> {
  return fc.record({
    at,
    kind: fc.constant("AWS outage"),
    how: fc.constantFrom("hangs", "fails", "throttles"),
    region: fc.constantFrom(...REGIONS),
    forMs: fc.integer({ min: MINUTE, max: 2 * HOUR }),
  });
}

function meddling(at: fc.Arbitrary<number>): fc.Arbitrary<Action> {
  return fc.record({
    at,
    kind: fc.constant("meddling"),
    how: fc.constantFrom("unsubscribe", "set raw delivery", "delete the topic"),
    updateAfterMs: fc.oneof(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: MINUTE, max: 6 * HOUR })),
  });
}

/** At the calls of a delivery and of a request, at any of the many calls of a hook, and at what shows at Pipedream. */
function kill(at: fc.Arbitrary<number>): fc.Arbitrary<Action> {
  const when = fc.constantFrom("before", "after", "answered");
  const atClaim = fc.record({ call: fc.constant("SendTaskSuccess"), when });
  const atOther = fc.record({
    call: fc.constantFrom("StartExecution", "StopExecution", "DescribeExecution"),
    when,
    nth: fc.integer({ min: 1, max: 2 }),
  });
  const inHook = fc.record({ call: fc.constant(ANY_CALL), when, nth: fc.integer({ min: 3, max: 20 }) });
  const atAct = fc.record({
    act: fc.constantFrom("emit", "respond", "end"),
    when: fc.constantFrom("before", "after"),
  });
  const point = fc.oneof<fc.Arbitrary<KillPoint>[]>(atClaim, atOther, inHook, atAct);
  return fc.record({ at, kind: fc.constant("kill"), point });
}
