import type { ListedExecution } from "../aws/execution.ts";
import { describeExecution } from "../aws/execution.ts";
import { isThrottled } from "../aws/failures.ts";
import type { Context } from "../context.ts";
import { RequestError } from "../errors.ts";
import { atOnce } from "../retry.ts";
import { readState } from "../state.ts";
import { cancelTask } from "./cancel-task.ts";
import type { MachineStack } from "./chain.ts";
import { askElsewhere } from "./elsewhere.ts";
import { peek, type Stream, take } from "./streams.ts";

/** A client waits for its answer, and comes again for what remains. */
const TIME_MS = 10_000;
const CONCURRENCY = 10;
const PAGE_SIZE = 1_000;
/** AWS allows two to five pages a second in the long run, with a hundred at once. */
const MAX_PAGES = 20;
const MAX_SHOWN = 10;

interface Match {
  readonly stack: MachineStack;
  readonly execution: ListedExecution;
}

/** Cancels the pending tasks whose ids begin so, as many as it can in a bounded time, or counts them. */
export async function cancelMany(
  { idPrefix, dryRun }: { readonly idPrefix: string; readonly dryRun: boolean },
  context: Context,
): Promise<object> {
  const deadline = context.now() + TIME_MS;
  const { matches, isComplete, incomplete } = await findMatches(idPrefix, context);
  const unasked = incomplete.length > 0 ? { incomplete } : {};
  if (dryRun) {
    const tasks = matches.slice(0, MAX_SHOWN).map(({ execution }) => ({
      executionArn: execution.executionArn,
      id: execution.name.split(".")[0],
    }));
    return { matching: matches.length, isComplete, tasks, ...unasked };
  }
  let cancelled = 0;
  let ended = 0;
  let isOverloaded = false;
  await atOnce(matches, CONCURRENCY, async (match) => {
    if (isOverloaded || context.now() > deadline) return;
    try {
      if (await cancelMatch(match, context)) cancelled += 1;
      else ended += 1;
    } catch (error) {
      if (isThrottled(error)) isOverloaded = true;
      else if (!(error instanceof RequestError)) throw error;
    }
  });
  context.log.info(`Cancelled ${cancelled} tasks whose ids begin with ${idPrefix}`);
  // What lies beyond the pages that were read counts as one, so that the client comes again.
  const remaining = matches.length - cancelled - ended + Number(!isComplete);
  return { cancelled, remaining, ...unasked };
}

/** True if this call has cancelled the task, false if it has ended otherwise. Throws if AWS does not say. */
async function cancelMatch({ stack, execution }: Match, context: Context): Promise<boolean> {
  const { name, executionArn } = execution;
  const seen = await describeExecution(context.aws(stack).sfn, executionArn);
  try {
    const found = { stack, name, executionArn, seen, isPointedTo: false };
    return (await cancelTask(found, context)) !== undefined;
  } catch (error) {
    if (error instanceof RequestError && error.code === "already_finished") return false;
    throw error;
  }
}

async function findMatches(idPrefix: string, context: Context) {
  const { stacks, current } = readState(context.db);
  const matches: Match[] = [];
  const incomplete: string[] = [];
  const pages = { left: MAX_PAGES };
  let isComplete = true;
  for (const stack of stacks.filter((one): one is MachineStack => Boolean(one.stateMachineArn))) {
    const stream: Stream = { stack, status: "RUNNING", position: { offset: 0 } };
    for (;;) {
      const ask = () => peek(stream, pages, PAGE_SIZE, context);
      const execution = stack.number === current ? await ask() : await askElsewhere(stack, ask, context);
      if (execution === undefined) break;
      if (execution === "no-answer") incomplete.push(stack.region);
      if (execution === "no more pages") isComplete = false;
      if (typeof execution === "string") break;
      if (execution.name.startsWith(idPrefix)) matches.push({ stack, execution });
      take(stream);
    }
  }
  return { matches, isComplete, incomplete };
}
