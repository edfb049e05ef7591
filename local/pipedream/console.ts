import { AsyncLocalStorage } from "node:async_hooks";
import { format } from "node:util";
import type { LogLevel } from "./logs.ts";

type ConsoleSink = (level: LogLevel, msg: string) => void;

const LEVELS: readonly LogLevel[] = ["debug", "info", "log", "warn", "error"];
const sinks = new AsyncLocalStorage<ConsoleSink>();

/** Node writes its own warnings as errors; nobody has failed then. */
const NODE_WARNING = /^\(node:\d+\) /;

let users = 0;
let uninstall = () => {};

/** A component logs with the global console. From now until released, what it writes there goes to its own log. */
export function interceptConsole(): () => void {
  users += 1;
  if (users === 1) uninstall = install();
  let released = false;
  return () => {
    if (released) return;
    released = true;
    users -= 1;
    if (users === 0) uninstall();
  };
}

/** Runs a part of a component, and whatever it starts, with its console lines going to the sink. */
export function withConsole<T>(sink: ConsoleSink, action: () => T): T {
  return sinks.run(sink, action);
}

function pass(sink: ConsoleSink, level: LogLevel, msg: string): void {
  sink(level === "error" && NODE_WARNING.test(msg) ? "warn" : level, msg);
}

function install(): () => void {
  const originals = LEVELS.map((level) => [level, console[level]] as const);
  for (const [level, original] of originals) {
    console[level] = (...args: unknown[]) => {
      const sink = sinks.getStore();
      // Whoever hears of the line may log as well, and means the console itself.
      if (sink) sinks.exit(() => pass(sink, level, format(...args)));
      else original.apply(console, args);
    };
  }
  return () => {
    for (const [level, original] of originals) console[level] = original;
  };
}
