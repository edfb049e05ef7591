import type { LocalAws } from "../aws/server.ts";
import type { LocalSource } from "../pipedream/source.ts";
import type { ClientTask } from "./client.ts";
import type { Subjects } from "./subjects.ts";

interface Line {
  readonly at: number;
  readonly text: string;
}

/** All that happened to a task, a line each, in order of time: to see why it was lost, or emitted twice. */
export function storyOf(task: ClientTask, aws: LocalAws, source: LocalSource, subjects: Subjects): string[] {
  const lines = [
    ...callsAbout(task, aws, subjects),
    ...deliveriesOf(task, aws, subjects),
    ...logsAbout(task, source),
    ...task.answers.map(({ at, request, status, executionArn, error }) => ({
      at,
      text: `/${request} answered ${status} ${executionArn ?? error?.message ?? ""}`,
    })),
    ...source.events
      .filter(({ e }) => (e as { message: { number: number } }).message.number === task.number)
      .map(({ indexedAtMs, metadata }) => ({ at: indexedAtMs, text: `EMITTED as ${metadata.id}` })),
    { at: task.due, text: "due" },
  ];
  return lines.sort((a, b) => a.at - b.at).map(({ at, text }) => `${new Date(at).toISOString()} ${text}`);
}

function callsAbout({ number }: ClientTask, { calls }: LocalAws, subjects: Subjects): Line[] {
  return calls
    .filter((call) => subjects.ofCall(call) === number)
    .map(({ at, action, error, session, input: { cause, output } }) => ({
      at,
      text: `${action} ${cause ?? output ?? ""} ${error ?? "ok"} by ${session ?? "an onlooker"}`,
    }));
}

function deliveriesOf({ number }: ClientTask, { deliveries }: LocalAws, subjects: Subjects): Line[] {
  return deliveries
    .filter((delivery) => subjects.ofMessage(delivery) === number)
    .map(({ at, attempt, status, error, messageId, outcome }) => ({
      at,
      text: `delivery ${messageId}, attempt ${attempt}: ${status ?? error}, ${outcome}`,
    }));
}

/** Hooks, what they said, and what is said of the task. */
function logsAbout(task: ClientTask, { logs }: LocalSource): Line[] {
  const names = task.answers.flatMap(({ executionArn }) => executionArn ?? []);
  const isOfRequest = (text: string) => /^(Scheduled|Emitted|Cancelled|Not emitted:|POST) /.test(text);
  return logs.flatMap((entry) => {
    if (entry.k === "hook") return { at: entry.ts, text: `hook ${entry.h}` };
    const text = entry.k === "log" ? entry.msg : entry.err.message;
    const isAbout = !isOfRequest(text) || names.some((name) => text.includes(name));
    return isAbout ? { at: entry.ts, text: `log: ${text.slice(0, 300)}` } : [];
  });
}
