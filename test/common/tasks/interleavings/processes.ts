import { isPassing } from "../../../../common/aws/failures.ts";
import type { Context } from "../../../../common/context.ts";
import { STATUS_OF_CODE, toRequestError } from "../../../../common/errors.ts";
import { awsError, givenContext } from "../../given.ts";
import type { Answer, Ask, Standing } from "./protocol.ts";
import { givenClients } from "./step-functions.ts";

/** Where one process stands, by a number: two that have learned the same of the world are the same. */
export interface Process {
  readonly id: number;
  readonly standing: Standing;
}

/** A function of the product, and what was told to it: when it was started, and each answer with its time, in ms. */
interface Past {
  readonly name: string;
  readonly serve: (context: Context) => Promise<unknown>;
  readonly startedAt: number;
  readonly heard: readonly { readonly answer: Answer; readonly at: number }[];
}

export interface Processes {
  /** `name` tells one function with its arguments from another. */
  start(name: string, serve: Past["serve"], startedAt: number): Promise<Process>;
  answer(process: Process, answer: Answer, at: number): Promise<Process>;
  /** How often the code was run. */
  runs(): number;
}

/** More turns than the code takes from one answer to the next thing that it asks for. */
const MAX_TURNS = 200;

/** The processes that there have been: the code runs once only for each thing that can happen to it. */
export function createProcesses(): Processes {
  const pasts: Past[] = [];
  const bySteps = new Map<string, Process>();
  const byLearned = new Map<string, Process>();
  const recall = async (steps: string, past: Past) => {
    const known = bySteps.get(steps);
    if (known) return known;
    const { standing, learned } = await run(past);
    const same = byLearned.get(learned);
    const process = same ?? { id: pasts.push(past) - 1, standing };
    byLearned.set(learned, process);
    bySteps.set(steps, process);
    return process;
  };
  return {
    start: (name, serve, startedAt) =>
      recall(`${name} at ${startedAt}`, { name, serve, startedAt, heard: [] }),
    answer({ id }, answer, at) {
      const past = pasts[id];
      if (!past) throw new Error("There is no such process");
      return recall(`${id} ${toText(answer)} at ${at}`, { ...past, heard: [...past.heard, { answer, at }] });
    },
    runs: () => bySteps.size,
  };
}

export const toText = (answer: Answer) =>
  typeof answer === "string" ? answer : `${answer.status} ${answer.mark}`;

/** Runs a function from its start, until it has been told all and wants to know more, or has ended. */
async function run({
  name,
  serve,
  startedAt,
  heard,
}: Past): Promise<{ standing: Standing; learned: string }> {
  let now = startedAt;
  let standing: Standing | undefined;
  const learned: (string | number)[] = [name];
  const left = [...heard];
  const ask = (wish: Ask): Promise<Answer> => {
    const next = left.shift();
    if (!next) {
      standing = { ask: wish };
      return new Promise(() => {});
    }
    now = next.at;
    learned.push(toText(next.answer));
    if (next.answer === "lost") return Promise.reject(awsError("TimeoutError", "socket hang up", 500));
    return Promise.resolve(next.answer);
  };
  const clients = givenClients(ask);
  const context = givenContext({
    aws: () => clients,
    emit: () => ask({ kind: "emit" }),
    sleep: async () => void (await ask({ kind: "sleep" })),
    now() {
      learned.push(now);
      return now;
    },
  });
  serve(context).then(
    () => {
      standing = { status: 200 };
    },
    (error) => {
      // As the two are answered in the end, but that a passing problem of AWS makes /cancel another 5xx.
      standing = { status: isPassing(error) ? 503 : STATUS_OF_CODE[toRequestError(error).code] };
    },
  );
  for (let turn = 0; turn < MAX_TURNS && !standing; turn++) await undefined;
  if (!standing) throw new Error("The code waits for something that is not part of this world");
  return { standing, learned: "status" in standing ? `ended ${standing.status}` : learned.join("|") };
}
