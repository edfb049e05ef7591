import { readFileSync } from "node:fs";

const LOOK_MS = 500;
const SHELL = /^(ba|da|z|a|k)?sh$|^busybox$/;
const RUNNER = /^(npm|pnpm|yarn|bun|node|MainThread)/;

/**
 * Calls back when the process that has started this one is gone. npm puts a shell in between, whose parent counts too: only
 * Linux tells which one that is.
 */
export function watchParents(onGone: () => void): void {
  const { ppid } = process;
  const parent = lookAt(ppid);
  const isShell = SHELL.test(parent?.name ?? "");
  // Whoever has lost its parent before it could look is a child of the first process.
  if (ppid === 1 && parent && !isShell && !RUNNER.test(parent.name)) {
    onGone();
    return;
  }
  const looking = setInterval(() => {
    if (process.ppid === ppid && (!isShell || !parent || isAlive(parent.ppid))) return;
    clearInterval(looking);
    onGone();
  }, LOOK_MS);
  looking.unref();
}

function lookAt(pid: number): { name: string; ppid: number } | undefined {
  try {
    const stat = /^\d+ \((.*)\) \w (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return stat ? { name: stat[1] ?? "", ppid: Number(stat[2]) } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
