import type { Answer } from "./client.ts";
import type { Emission, Fate } from "./fate.ts";

/** How many ids Pipedream compares an event with. */
const REMEMBERED_IDS = 100;

/** What must be true of no task. */
export const PROMISES: Readonly<Record<string, (fate: Fate) => boolean>> = {
  lost: (fate) => isMissing(fate) && !isExcused(fate),
  "emitted twice": ({ events }) => repetitionsOf(events).some((pair) => !isBeyondMemory(pair)),
  "emitted early": ({ task, events }) => events.some(({ at }) => at < task.due),
  "emitted, though /cancel had answered 200": (fate) => fate.events.length > 0 && hasCancelled(fate),
  "answered in two ways": (fate) => contradictionsIn(fate).length > 0,
};

/** What is known to happen to some, and shown apart. */
export const APART: Readonly<Record<string, (fate: Fate) => boolean>> = {
  "emitted again after more than 100 others, which Pipedream cannot know": ({ events }) =>
    repetitionsOf(events).some(isBeyondMemory),
  "lost with a worker that died between its answer and the end of its run": (fate) =>
    isMissing(fate) && fate.diedAfterAnswer,
  "lost because SNS's last attempt at a message had claimed them, and failed": (fate) =>
    isMissing(fate) && fate.claimedInVain && !fate.diedAfterAnswer,
};

/** What does not fit together in the answers to a task, and in what then became of it. */
export function contradictionsIn(fate: Fate): string[] {
  const { task, acceptedAs, events, isCancelled } = fate;
  const cancels = task.answers.filter(({ request }) => request === "cancel");
  const says = (text: string) => cancels.some(({ error }) => error?.message.includes(text));
  const successes = cancels.filter(isSuccess).length;
  const contradictions: [string, boolean][] = [
    ["it was accepted as two executions", acceptedAs.length > 1],
    ["it was refused for good each time, and is there", isRefused(task.answers) && events.length > 0],
    ["two of its messages were emitted", new Set(events.map(({ publishedAt }) => publishedAt)).size > 1],
    ["/cancel answered 200 twice", successes > 1],
    ["/cancel answered 200, and AWS has not recorded that", successes > 0 && !isCancelled],
    ["/cancel said cancelled, and it was emitted", says("cancelled already") && events.length > 0],
    [
      "/cancel said emitted, and it was not",
      says("has been emitted") && events.length === 0 && !isExcused(fate),
    ],
    ["/cancel said both", says("has been emitted") && (successes > 0 || says("cancelled already"))],
  ];
  return contradictions.flatMap(([text, isTrue]) => (isTrue ? [text] : []));
}

/** Accepted, not cancelled, and not emitted. What was cancelled by an answer that got lost is AWS's to know. */
function isMissing({ acceptedAs, events, isCancelled }: Fate): boolean {
  return acceptedAs.length > 0 && events.length === 0 && !isCancelled;
}

/** Whether nobody was left to emit it: AWS had its claim, and SNS would not deliver it again. */
function isExcused({ diedAfterAnswer, claimedInVain }: Fate): boolean {
  return diedAfterAnswer || claimedInVain;
}

function hasCancelled({ task }: Fate): boolean {
  return task.answers.some((answer) => answer.request === "cancel" && isSuccess(answer));
}

function isSuccess({ status }: Answer): boolean {
  return status === 200;
}

/** Whether every answer says that there is no such task, and none is missing that may say something else. */
function isRefused(answers: readonly Answer[]): boolean {
  const answered = answers.filter(({ request }) => request === "schedule");
  return answered.length > 0 && answered.every(({ status }) => [400, 403, 404, 413].includes(status));
}

type Pair = readonly [Emission, Emission];

function repetitionsOf(events: readonly Emission[]): Pair[] {
  return events.slice(1).map((event, i) => [events[i] as Emission, event]);
}

/** The same event of the same message, after so many others that Pipedream had forgotten its id. */
function isBeyondMemory([first, second]: Pair): boolean {
  const isSame = first.dedupeId === second.dedupeId && first.publishedAt === second.publishedAt;
  return isSame && second.order - first.order > REMEMBERED_IDS;
}
