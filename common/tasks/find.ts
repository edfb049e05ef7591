import { executionArnOf, executionNameOf } from "../aws/arn.ts";
import { describeExecution } from "../aws/execution.ts";
import type { Context } from "../context.ts";
import { executionNotFound, notReady } from "../errors.ts";
import type { Stack } from "../stack.ts";
import { readState } from "../state.ts";
import { type Described, describeStarted, type MachineStack, nextName } from "./chain.ts";
import { askElsewhere } from "./elsewhere.ts";
import { toOutcome } from "./outcome.ts";
import type { TaskName } from "./requests.ts";

/** AWS forgets the first executions of a task that was rescheduled by more than 90 days; so many later names are tried. */
const FORGOTTEN_NAMES = 4;
const LONGEST_CHAIN = 1_000;

/** The execution that has a task now, and what AWS shows of it. "not-found" may mean that it was started just now. */
export interface Found {
  readonly stack: MachineStack;
  readonly name: string;
  readonly executionArn: string;
  readonly seen: Described;
  /** Whether it was found through the one that it replaces. */
  readonly isPointedTo: boolean;
}

/**
 * Looks for a task in all stacks of the source, the current one first, follows it to its latest time, and gives it to
 * `serve`, until that resolves to something. Throws `execution_not_found` at the end. Only executions of this source's own
 * state machines are ever touched.
 */
export async function withTask<T>(
  name: TaskName,
  serve: (found: Found) => Promise<T | undefined>,
  context: Context,
): Promise<T> {
  const silent: string[] = [];
  for (const { stack, executionName, isCurrent } of placesOf(name, context)) {
    const look = () => follow(executionName, stack, "id" in name, context);
    const found = isCurrent || !("id" in name) ? await look() : await askElsewhere(stack, look, context);
    if (found === "no-answer") {
      silent.push(stack.region);
      continue;
    }
    const answer = await serve(found);
    if (answer !== undefined) return answer;
  }
  const unasked = silent.length > 0 ? ` AWS did not answer in ${silent.join(", ")}, so it may be there.` : "";
  throw executionNotFound(`This source has no such task.${unasked}`);
}

/** An ARN belongs to one state machine; an id may be a task of any that the source still has. */
function placesOf(name: TaskName, { db }: Context) {
  const { current, stacks } = readState(db);
  const machines = stacks.filter((stack): stack is MachineStack => stack.stateMachineArn !== undefined);
  if (machines.length === 0) throw notReady("The source is not activated yet. Try again in a few seconds.");
  const rank = ({ number }: Stack) => Number(number !== current);
  return machines
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap((stack) => {
      const executionName =
        "id" in name ? name.id : executionNameOf(name.executionArn, stack.stateMachineArn);
      return executionName === undefined ? [] : { stack, executionName, isCurrent: stack.number === current };
    });
}

/** Follows the pointers of a rescheduled task to the execution that has it now. */
export async function follow(
  first: string,
  stack: MachineStack,
  isId: boolean,
  context: Context,
): Promise<Found> {
  const look = async (name: string, isPointedTo = false): Promise<Found> => {
    const executionArn = executionArnOf(stack.stateMachineArn, name);
    const seen = isPointedTo
      ? await describeStarted(executionArn, stack, context)
      : await describeExecution(context.aws(stack).sfn, executionArn);
    return { stack, name, executionArn, seen, isPointedTo };
  };
  let found = await look(first);
  if (found.seen === "not-found" && isId) found = (await firstRemembered(first, look)) ?? found;
  for (let step = 0; step < LONGEST_CHAIN && typeof found.seen === "object"; step++) {
    const outcome = toOutcome(found.seen);
    if (outcome.kind !== "rescheduled") break;
    found = await look(outcome.to, true);
  }
  return found;
}

async function firstRemembered(
  first: string,
  look: (name: string) => Promise<Found>,
): Promise<Found | undefined> {
  let name = first;
  for (let tries = 0; tries < FORGOTTEN_NAMES; tries++) {
    name = nextName(name);
    const found = await look(name);
    if (found.seen !== "not-found") return found;
  }
  return undefined;
}
