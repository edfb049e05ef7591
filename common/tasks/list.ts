import { describeExecution, type Execution, type ListedExecution } from "../aws/execution.ts";
import type { Context } from "../context.ts";
import { type HttpResponse, jsonResponse } from "../http.ts";
import { readState } from "../state.ts";
import type { MachineStack } from "./chain.ts";
import { type Cursor, parseCursor, printCursor } from "./cursor.ts";
import { askElsewhere } from "./elsewhere.ts";
import { parseListQuery } from "./list-query.ts";
import { requireSeen } from "./pending.ts";
import { peek, type Stream, take } from "./streams.ts";
import { type TaskStatus, type TaskView, toTaskView } from "./task-view.ts";

/** AWS allows ten to fifteen descriptions a second in the long run, so one request makes at most so many. */
const MAX_DESCRIPTIONS = 40;
/** AWS allows two to five pages a second; a prefix may be far down the list. */
const MAX_PAGES = 6;
const LARGE_PAGE = 1_000;

const STATUSES: Readonly<Record<TaskStatus, readonly Execution["status"][]>> = {
  pending: ["RUNNING"],
  // A late delivery claims its task by stopping it.
  emitted: ["SUCCEEDED", "ABORTED"],
  cancelled: ["ABORTED"],
  failed: ["FAILED", "TIMED_OUT"],
};

/** Serves `GET /tasks`: the tasks of a status, the last scheduled first, from all stacks of the source. */
export async function list(query: unknown, context: Context): Promise<HttpResponse> {
  const { status, limit, after, idPrefix = "" } = parseListQuery(query);
  const listName = `${context.sourceId} ${status} ${idPrefix}`;
  const cursor = after === undefined ? undefined : parseCursor(after, listName);
  const incomplete: string[] = [];
  const streams = streamsOf(status, cursor, context);
  const budget = { pages: { left: MAX_PAGES }, pageSize: idPrefix ? LARGE_PAGE : limit };
  const tasks: TaskView[] = [];
  let descriptions = MAX_DESCRIPTIONS;
  while (tasks.length < limit && descriptions > 0) {
    const next = await latest(streams, budget, incomplete, context);
    if (!next) break;
    const { stream, execution } = next;
    if (execution.name.startsWith(idPrefix)) {
      descriptions -= 1;
      const task = await describe(execution, stream.stack, context);
      if (task?.status === status) tasks.push(task);
    }
    take(stream);
  }
  const isAtEnd = streams.every(({ position }) => position === "end");
  const positions = Object.fromEntries(streams.map((stream) => [keyOf(stream), stream.position]));
  return jsonResponse(200, {
    tasks,
    ...(!isAtEnd && { next: printCursor({ list: listName, positions }) }),
    ...(incomplete.length > 0 && { incomplete }),
  });
}

const keyOf = ({ stack, status }: Stream) => `${stack.number} ${status}`;

function streamsOf(status: TaskStatus, cursor: Cursor | undefined, { db }: Context): Stream[] {
  const stacks = readState(db).stacks.filter((stack): stack is MachineStack =>
    Boolean(stack.stateMachineArn),
  );
  return stacks.flatMap((stack) =>
    STATUSES[status].map((awsStatus) => {
      const stream: Stream = { stack, status: awsStatus, position: { offset: 0 } };
      const position = cursor?.positions[keyOf(stream)];
      return position === undefined ? stream : { ...stream, position };
    }),
  );
}

interface Budget {
  readonly pages: { left: number };
  readonly pageSize: number;
}

/** The execution that was started last of what the streams have next. A region that cannot be asked is left out, and named. */
async function latest(
  streams: Stream[],
  { pages, pageSize }: Budget,
  incomplete: string[],
  context: Context,
): Promise<{ stream: Stream; execution: ListedExecution } | undefined> {
  const { current } = readState(context.db);
  let best: { stream: Stream; execution: ListedExecution } | undefined;
  for (const stream of streams) {
    const ask = () => peek(stream, pages, pageSize, context);
    const isCurrent = stream.stack.number === current;
    const execution = isCurrent ? await ask() : await askElsewhere(stream.stack, ask, context);
    if (execution === "no more pages") return undefined;
    if (execution === "no-answer") {
      if (!incomplete.includes(stream.stack.region)) incomplete.push(stream.stack.region);
      stream.position = "end";
    } else if (execution && (!best || execution.startedAt > best.execution.startedAt)) {
      best = { stream, execution };
    }
  }
  return best;
}

async function describe(
  { name, executionArn }: ListedExecution,
  stack: MachineStack,
  context: Context,
): Promise<TaskView | undefined> {
  const seen = await describeExecution(context.aws(stack).sfn, executionArn);
  return seen === "not-found" ? undefined : toTaskView(name, requireSeen(seen), stack);
}
