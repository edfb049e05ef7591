import { cancel } from "../../../../common/tasks/cancel.ts";
import { deliver } from "../../../../common/tasks/deliver.ts";
import { EXECUTION_ARN, STACK } from "../../given.ts";
import {
  type ClaimWorld,
  effectOf,
  isEnded,
  keyOf,
  newClaimWorld,
  type Publish,
  settle,
  withMessage,
} from "./claim-world.ts";
import type { Model, Move } from "./explore.ts";
import { type Budget, findPrivate, movesOfProcess, type Rules, spend } from "./process-moves.ts";

/** After this time without a claim, the token of a publish times out. */
const TIMEOUT_MS = 900_000;
/** The state machine waits a little before it publishes again. */
const SECOND_PUBLISH_MS = TIMEOUT_MS + 2_000;
const MAX_DELIVERIES = 2;
const PUBLISHES: readonly Publish[] = ["message 1", "message 2"];

/** One task that is published twice and cancelled once, whatever happens in whatever order. */
export function claimModel(attempts: number, budget: Budget): Model<ClaimWorld> {
  return {
    first: newClaimWorld(attempts, budget),
    keyOf,
    movesOf(world) {
      const alone = findPrivate(world, RULES);
      if (alone) return movesOfProcess(alone, world, RULES);
      return [
        ...timeMoves(world),
        ...snsMoves(world),
        ...cancelMoves(world),
        ...world.running.flatMap((running) => movesOfProcess(running, world, RULES)),
      ];
    },
    start(role, { now }, processes) {
      if (role === "/cancel")
        return processes.start(role, (context) => cancel({ executionArn: EXECUTION_ARN }, context), now);
      const task = { timestamp: new Date(0).toISOString(), message: "hello" };
      const text = JSON.stringify({ executionArn: EXECUTION_ARN, taskToken: role, task });
      const publishedAt = role === "message 1" ? 0 : SECOND_PUBLISH_MS;
      const delivery = { text, messageId: role, publishedAt };
      return processes.start(role, (context) => deliver(delivery, STACK, context), now);
    },
  };
}

const RULES: Rules<ClaimWorld> = {
  effectOf,
  hasEnded: (_, world) => isEnded(world),
  isNew: () => false,
  endings({ role }, status, _body, world) {
    const label = `${role} is answered with ${status}`;
    if (role === "/cancel") return [{ label, world: { ...world, cancellation: status } }];
    const settled = { label, world: settle(world, role as Publish, status) };
    if (status !== 200) return [settled];
    // A process that dies now has not answered either.
    return [
      settled,
      ...(world.budget.losses > 0 ? [{ label: `${label}, in vain`, world: spend(world, "losses") }] : []),
      ...(world.budget.crashes > 0 ? [{ label: `${role} dies`, world: spend(world, "crashes") }] : []),
    ];
  },
  died: (role, world) => (role === "/cancel" ? { ...world, cancellation: "died" } : world),
};

/** The state machine publishes once more: two publishes show all that any number of them do. */
function timeMoves(world: ClaimWorld): Move<ClaimWorld>[] {
  const { openToken } = world;
  if (openToken !== undefined) {
    const now = (openToken === "message 1" ? 0 : SECOND_PUBLISH_MS) + TIMEOUT_MS;
    return [{ label: `the token of ${openToken} times out`, world: { ...world, now, openToken: undefined } }];
  }
  if (isEnded(world) || world.messages["message 2"].state !== "unpublished") return [];
  const published = withMessage(world, "message 2", { state: "open" });
  const again = { ...published, now: SECOND_PUBLISH_MS, openToken: "message 2" as const };
  return [{ label: "the task is published again", world: again }];
}

function cancelMoves(world: ClaimWorld): Move<ClaimWorld>[] {
  if (world.cancellation !== "to come") return [];
  return [{ label: "/cancel is called", world: { ...world, cancellation: "under way" }, start: "/cancel" }];
}

function snsMoves(world: ClaimWorld): Move<ClaimWorld>[] {
  const deliveries = world.running.filter(({ role }) => role !== "/cancel");
  if (deliveries.length >= MAX_DELIVERIES) return [];
  return PUBLISHES.flatMap((publish): Move<ClaimWorld>[] => {
    const { state, attempts } = world.messages[publish];
    const isUnderWay = deliveries.some(({ role }) => role === publish);
    const label = `${publish} is delivered`;
    const next = withMessage(world, publish, { attempts: attempts - 1 });
    const mayRepeat = world.budget.duplicates > 0 && (isUnderWay || state === "answered");
    return [
      ...(state === "open" && attempts > 0 && !isUnderWay ? [{ label, world: next, start: publish }] : []),
      ...(mayRepeat ? [{ label: `${label} twice`, world: spend(world, "duplicates"), start: publish }] : []),
    ];
  });
}
