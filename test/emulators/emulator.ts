import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { type EmulatorName, FOLDER, pythonOf } from "./environment.ts";

const START_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 10_000;

export interface Emulator {
  readonly name: EmulatorName;
  /** Like `http://localhost:40123`: the address that it calls itself by. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface EmulatorCommand {
  readonly name: EmulatorName;
  /** The module that `python -m` runs. */
  readonly module: string;
  /** The path that answers 200 once it can be used. */
  readonly health: string;
  /** All of its environment but PATH. `folder` is its own, for whatever it writes. */
  env(port: number, folder: string): Record<string, string>;
}

/** Starts an emulator on a free port of the loopback interface, and waits until it is healthy. */
export async function startEmulator({ name, module, health, env }: EmulatorCommand): Promise<Emulator> {
  const port = await freePort();
  mkdirSync(join(FOLDER, "runs"), { recursive: true });
  const folder = mkdtempSync(join(FOLDER, "runs", `${name}-`));
  const log = join(folder, "log.txt");
  const child = spawn(pythonOf(name), ["-m", module], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env(port, folder) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = createWriteStream(log);
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async () => {
    await end(child);
    process.off("exit", kill);
    output.end();
  };
  const url = `http://localhost:${port}`;
  if (!(await isHealthy(`${url}${health}`, child))) {
    await stop();
    throw new Error(`${name} does not start. The end of its log, ${log}:\n${tail(log)}`);
  }
  return {
    name,
    url,
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing reserves it, but the system hands out another port each time. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isHealthy(url: string, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

function tail(path: string): string {
  return readFileSync(path, "utf8").trim().split("\n").slice(-20).join("\n");
}
