import { executionArnOf } from "../../../../common/aws/arn.ts";
import { cancel } from "../../../../common/tasks/cancel.ts";
import { deliver } from "../../../../common/tasks/deliver.ts";
import { reschedule } from "../../../../common/tasks/reschedule.ts";
import { STACK } from "../../given.ts";
import {
  type ChainWorld,
  deliveryOf,
  effectOf,
  FIRST,
  hasEnded,
  keyOf,
  nameOf,
  newChainWorld,
  SECOND,
  tokenOf,
  withClient,
  withExecution,
} from "./chain-world.ts";
import type { Model, Move } from "./explore.ts";
import { type Budget, findPrivate, movesOfProcess, type Rules, spend } from "./process-moves.ts";

/** By the id of the task, or by the ARN of its second execution. */
export const CANCEL = "/cancel";
export const CANCEL_SECOND = "/cancel a.2";
/** A request for the time so many milliseconds after 1970. */
export const rescheduleTo = (ms: number) => `/reschedule to ${ms}`;

/** One task, and requests for it with the number of times that each is tried, whatever happens in whatever order. */
export function chainModel(tries: Readonly<Record<string, number>>, budget: Budget): Model<ChainWorld> {
  return {
    first: newChainWorld(tries, budget),
    keyOf,
    movesOf(world) {
      const alone = findPrivate(world, RULES);
      if (alone) return movesOfProcess(alone, world, RULES);
      return [
        ...snsMoves(world),
        ...clientMoves(world),
        ...world.running.flatMap((running) => movesOfProcess(running, world, RULES)),
      ];
    },
    start(role, { now, executions }, processes) {
      if (role === CANCEL) return processes.start(role, (context) => cancel({ id: FIRST }, context), now);
      if (role === CANCEL_SECOND) {
        const executionArn = executionArnOf(STACK.stateMachineArn, SECOND);
        return processes.start(role, (context) => cancel({ executionArn }, context), now);
      }
      if (role.startsWith("/reschedule")) {
        const timestamp = new Date(Number(role.split(" ").at(-1))).toISOString();
        return processes.start(role, (context) => reschedule({ id: FIRST, timestamp }, context), now);
      }
      const name = nameOf(role);
      const { task } = JSON.parse(executions[name]?.input ?? "");
      const executionArn = executionArnOf(STACK.stateMachineArn, name);
      const text = JSON.stringify({ executionArn, taskToken: tokenOf(name), task });
      const delivery = { text, messageId: `message of ${name}`, publishedAt: now };
      return processes.start(`${role} ${text}`, (context) => deliver(delivery, STACK, context), now);
    },
  };
}

const RULES: Rules<ChainWorld> = {
  effectOf,
  hasEnded,
  isNew: (ask) => "name" in ask && ask.name !== FIRST,
  endings({ role }, status, body = "", world) {
    const label = `${role} is answered with ${status}`;
    if (role in world.clients) return [{ label, world: answered(world, role, status, body) }];
    const settled = { label, world: settle(world, nameOf(role), status) };
    if (status !== 200) return [settled];
    // A process that dies now has not answered either.
    return [
      settled,
      ...(world.budget.losses > 0 ? [{ label: `${label}, in vain`, world: spend(world, "losses") }] : []),
      ...(world.budget.crashes > 0 ? [{ label: `${role} dies`, world: spend(world, "crashes") }] : []),
    ];
  },
  died: (role, world) => (role in world.clients ? answered(world, role, 500, "") : world),
};

/** Who hears nothing, or a 5xx, asks again. */
function answered(world: ChainWorld, role: string, status: number, body: string): ChainWorld {
  const { tries = 0 } = world.clients[role] ?? {};
  if (status < 500) return withClient(world, role, { status, body });
  return withClient(world, role, tries > 0 ? "to come" : "gone");
}

/** SNS repeats after 429 and 5xx, and after nothing else. */
function settle(world: ChainWorld, name: string, status: number): ChainWorld {
  if (status === 200) return withExecution(world, name, { message: "answered" });
  return status === 429 || status >= 500 ? world : withExecution(world, name, { message: "refused" });
}

function clientMoves(world: ChainWorld): Move<ChainWorld>[] {
  return Object.entries(world.clients).flatMap(([role, { state, tries }]) => {
    if (state !== "to come") return [];
    if (role === CANCEL_SECOND && !world.executions[SECOND]) return [];
    const clients = { ...world.clients, [role]: { state: "under way" as const, tries: tries - 1 } };
    return [{ label: `${role} is called`, world: { ...world, clients }, start: role }];
  });
}

/** An execution publishes at any time, as long as it runs; from then on SNS tries. */
function snsMoves(world: ChainWorld): Move<ChainWorld>[] {
  return Object.entries(world.executions).flatMap(([name, { status, message, attempts }]) => {
    const role = deliveryOf(name);
    const isPublished = message === "open" || (message === "unpublished" && status === "RUNNING");
    const isUnderWay = world.running.some((running) => running.role === role);
    if (!isPublished || isUnderWay || attempts === 0) return [];
    const next = withExecution(world, name, { message: "open", attempts: attempts - 1 });
    return [{ label: `${role} begins`, world: next, start: role }];
  });
}
