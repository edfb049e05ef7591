import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** A run of `npm start`, in a process of its own. */
export interface Run {
  readonly child: ChildProcess;
  /** What it has said so far. */
  readonly output: () => string;
  /** Resolves when it has said that. Throws if it ends before. */
  says(text: string | RegExp): Promise<RegExpExecArray>;
  /** Resolves to its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** Types into its terminal. */
  type(keys: string): void;
}

export const CTRL_C = "\u0003";
const NODE = [process.execPath, "--import", "tsx", "local/start/start.ts"];

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Through npm, as people do it. */
  readonly throughNpm?: boolean;
}

/** Runs what `npm start -- …` runs. */
export function start(args: readonly string[], { env = {}, throughNpm = false }: RunOptions = {}): Run {
  const [command = "", ...rest] = throughNpm ? ["npm", "start", "--silent", "--"] : NODE;
  return follow(spawn(command, [...rest, ...args], { cwd: root, env: environment(env) }));
}

/** Runs it in a terminal of that many columns: 0 is what some containers and editors report. */
export function startInTerminal(
  args: readonly string[],
  { columns = 80, env = {}, throughNpm = false }: RunOptions & { readonly columns?: number } = {},
): Run {
  const words = [...(throughNpm ? ["npm", "start", "--silent", "--"] : NODE), ...args];
  const line = `stty cols ${columns}; exec ${words.map((word) => `'${word}'`).join(" ")}`;
  return follow(spawn("script", ["-qefc", line, "/dev/null"], { cwd: root, env: environment(env) }));
}

/** Whether something still listens there. */
export async function isUp(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

function environment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, ...env };
}

function follow(child: ChildProcess): Run {
  let output = "";
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      tell();
    });
  }
  let isOver = false;
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on("close", (code, signal) => {
      isOver = true;
      resolve(code ?? signal);
      tell();
    });
  });
  return {
    child,
    ended,
    output: () => output,
    says: (text) =>
      new Promise((resolve, reject) => {
        const pattern = typeof text === "string" ? new RegExp(escaped(text)) : text;
        const look = () => {
          const found = pattern.exec(output);
          if (!found && !isOver) return;
          listeners.delete(look);
          if (found) resolve(found);
          else reject(new Error(`It ended without saying ${pattern}, but: ${output}`));
        };
        listeners.add(look);
        look();
      }),
    type: (keys) => void child.stdin?.write(keys),
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
