import type { Stack } from "../../common/stack.ts";
import { readState } from "../../common/state.ts";
import type { LocalSource } from "../pipedream/source.ts";
import type { Deployment } from "./deploy.ts";
import type { Session } from "./session.ts";

/** Deactivates the source, also one whose activation is still going on or has failed, and says what is left. */
export async function leave(deployment: Deployment, session: Session): Promise<void> {
  const { cloud, print, time } = session;
  if (!deployment.isSettled && cloud.local) {
    return print("Ended during the activation. What it has made ends with the local AWS.");
  }
  if (!deployment.isSettled) {
    print(
      "Waiting for the activation to end, so that what it has made can be deleted. Ctrl-C ends this at once",
    );
  }
  const source = await deployment.settled;
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
  if (!stacks.some(isInDeletion)) return `Deactivated. ${whereTasksAre(source, session)}`;
  const problems = source.logs.flatMap((entry) =>
    entry.k === "log" && entry.level === "error" && entry.msg.startsWith("Could not delete") ? entry.msg : [],
  );
  const what = problems.length > 0 ? `${problems.slice(-5).join(". ")}.` : "";
  return `Deactivated, but something may be left. ${what} To try again: ${comeBack(source.id, session)}`;
}

function isInDeletion({ isRetired }: Stack): boolean {
  return isRetired === true;
}

function whereTasksAre({ id }: LocalSource, session: Session): string {
  const { cloud, folder } = session;
  if (!cloud.local)
    return `Tasks are pending, so they stay in AWS. To go on with them: ${comeBack(id, session)}`;
  const { executions } = cloud.local.snapshot();
  const count = executions.filter(({ status }) => status === "RUNNING").length;
  const tasks = count === 1 ? "1 task was" : `${count} tasks were`;
  return folder
    ? `${tasks} pending. To go on with ${count === 1 ? "it" : "them"}: ${comeBack(id, session)}`
    : `${tasks} pending, and ended with the local AWS. --data keeps them.`;
}

/** The command that finds the source again. */
export function comeBack(id: string, { options: { data } }: Pick<Session, "options">): string {
  return data === undefined ? `npm start -- --id ${id}` : `npm start -- --data ${data}`;
}
