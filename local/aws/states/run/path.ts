import { isRecord } from "../../json.ts";
import { runtimeFailure } from "./failure.ts";

/** What the paths of a state may refer to: its input by `$`, the context object by `$$`. */
export interface Scope {
  readonly input: unknown;
  readonly context: Readonly<Record<string, unknown>>;
}

/** One step of a reference path: `.name`, `['name']` or `[0]`. */
const STEP = /\.([\w-]+)|\['([^']+)'\]|\["([^"]+)"\]|\[(\d+)\]/y;

/** The one value a reference path leads to, or undefined, which no JSON holds, if it leads nowhere. */
export function resolvePath(path: string, { input, context }: Scope): unknown {
  const isContext = path.startsWith("$$");
  let value: unknown = isContext ? context : input;
  for (const step of parsePath(path, isContext ? 2 : 1)) {
    const isFound = (isRecord(value) || Array.isArray(value)) && Object.hasOwn(value, step);
    value = isFound ? (value as Readonly<Record<string, unknown>>)[step] : undefined;
  }
  return value;
}

function parsePath(path: string, start: number): readonly string[] {
  const steps: string[] = [];
  STEP.lastIndex = start;
  while (STEP.lastIndex < path.length) {
    const [, plain, single, double, index] = STEP.exec(path) ?? [];
    const step = plain ?? single ?? double ?? index;
    if (!path.startsWith("$") || step === undefined) throw runtimeFailure(`Invalid path '${path}'`);
    steps.push(step);
  }
  return steps;
}
