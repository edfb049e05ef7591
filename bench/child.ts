import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Answer, Handlers, Question } from "./processes/serve.ts";

/** The handlers of another process, as seen from here. */
export type Remote<H extends Handlers> = {
  readonly [K in keyof H]: (...argument: Parameters<H[K]>) => Promise<Awaited<ReturnType<H[K]>>>;
};

export interface Child<H extends Handlers> {
  readonly ask: Remote<H>;
  stop(): Promise<void>;
}

/** Starts one of `processes/`, in Node alone: no loader weighs on what is measured. */
export function start<H extends Handlers>(
  name: string,
  { env = {}, execArgv = [] }: { env?: NodeJS.ProcessEnv; execArgv?: readonly string[] } = {},
): Child<H> {
  const path = fileURLToPath(new URL(`.build/${name}.mjs`, import.meta.url));
  const child = fork(path, {
    env: { ...process.env, NODE_NO_WARNINGS: "1", ...env },
    execArgv: [...execArgv, ...profiling(name)],
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  let serial = 0;
  child.on("message", (answer: Answer) => waiting.get(answer.id)?.(answer));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  void ended.then(() => {
    for (const [id, settle] of waiting) settle({ id, error: `The process ${name} has ended` });
  });
  const ask = (question: string, argument: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++serial;
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(result);
        else reject(new Error(`${name}: ${error}`));
      });
      child.send({ id, name: question, argument } satisfies Question);
    });
  return {
    ask: new Proxy({} as Remote<H>, {
      get: (_, question) => (argument: unknown) => ask(String(question), argument),
    }),
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** With `--profile`, each process writes where its time went, to be opened in the developer tools of Chrome. */
function profiling(name: string): string[] {
  const folder = process.env.BENCH_PROFILES;
  return folder
    ? ["--cpu-prof", `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}-${Date.now()}.cpuprofile`]
    : [];
}
