import { isComplete, type Stack } from "../../common/stack.ts";
import { readState } from "../../common/state.ts";
import type { LocalSource } from "../pipedream/source.ts";
import type { Activation } from "./activation.ts";
import type { Session } from "./session.ts";

/** Deactivates the source, also one whose activation is still going on or has failed, and says what is left. */
export async function leave(activation: Activation, session: Session): Promise<void> {
  const { cloud, folder, print, time } = session;
  if (!activation.isSettled && cloud.local) {
    const goOn = folder
      ? `To go on: ${comeBack(activation.id, session)}`
      : "What it had made is gone with the local AWS.";
    return print(`Stopped during the activation. ${goOn}`);
  }
  if (!activation.isSettled) {
    print("Waiting for the activation to end, to delete what it has made. Press Ctrl-C again to end at once");
  }
  const source = await activation.settled;
  // After an activation that has failed and has cleared up there is nothing to do, or to tell.
  if (!source || (!source.active && readState(source.db).stacks.length === 0)) return;
  print("Deactivating the source");
  const deactivate = () => source.deactivate();
  await (cloud.local ? time.hurry(deactivate) : deactivate());
  print(farewell(source, session));
}

function farewell(source: LocalSource, session: Session): string {
  const { stacks } = readState(source.db);
  if (stacks.length === 0) return "Deactivated. Nothing is left in AWS.";
  const problems = problemsOf(source);
  if (problems.length === 0 && stacks.every(isKept)) return `Deactivated. ${whereTasksAre(source, session)}`;
  return [
    "Deactivated, but something may be left in AWS.",
    ...problems.map((problem) => `  ${problem}`),
    `To try again: ${comeBack(source.id, session)}`,
  ].join("\n");
}

/** Whether a stack stays for its tasks: the deletion of any other has begun, or it was never complete. */
function isKept(stack: Stack): boolean {
  return isComplete(stack) && !stack.isRetired;
}

/** What the deactivation has said in the log. */
function problemsOf({ logs }: LocalSource): string[] {
  const start = logs.findLastIndex((entry) => entry.k === "hook" && entry.h === "deactivate");
  return logs
    .slice(start)
    .flatMap((entry) => (entry.k === "log" && entry.level === "error" ? entry.msg : []));
}

function whereTasksAre({ id }: LocalSource, session: Session): string {
  const { cloud, folder } = session;
  if (!cloud.local)
    return `Tasks are pending, so they stay in AWS. To go on with them: ${comeBack(id, session)}`;
  const { executions } = cloud.local.snapshot();
  const count = executions.filter(({ status }) => status === "RUNNING").length;
  const wasPending = count === 1 ? "1 task was pending" : `${count} tasks were pending`;
  return folder
    ? `${wasPending}. To go on with ${count === 1 ? "it" : "them"}: ${comeBack(id, session)}`
    : `${wasPending}, and ${count === 1 ? "is" : "are"} gone with the local AWS. Use --data to keep tasks.`;
}

/** The command that finds the source again. */
export function comeBack(id: string, { options: { data } }: Pick<Session, "options">): string {
  return data === undefined ? `npm start -- --id ${id}` : `npm start -- --data ${data}`;
}
