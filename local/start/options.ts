import { parseArgs } from "node:util";
import { adviceAfter, adviceOn, type Flag, MAX_PORT, MAX_SECONDS } from "./advice.ts";
import { UsageError } from "./usage.ts";

export interface StartOptions {
  readonly once: boolean;
  readonly help: boolean;
  readonly quiet: boolean;
  readonly timeTravel: boolean;
  readonly id: string | undefined;
  /** The folder that keeps the state. */
  readonly data: string | undefined;
  readonly secret: string | undefined;
  readonly port: number;
  readonly delaySeconds: number;
  readonly message: unknown;
  readonly publicUrl: string | undefined;
}

/** Reads the command line. Throws a `UsageError`. */
export function parseOptions(args: readonly string[]): StartOptions {
  const values = parse(args);
  return {
    once: values.once ?? false,
    help: values.help ?? false,
    quiet: values.quiet ?? false,
    timeTravel: values["time-travel"] ?? false,
    id: toText(values.id, "id", /^[\w-]{1,40}$/),
    data: toText(values.data, "data", /./),
    secret: toText(values.secret, "secret", /./),
    port: toNumber(values.port ?? "3000", "port", MAX_PORT),
    delaySeconds: toNumber(values.in ?? "5", "in", MAX_SECONDS),
    message: toJson(values.message ?? '{"name":"Luke","title":"Jedi"}'),
    publicUrl: values["public-url"] === undefined ? undefined : toUrl(values["public-url"]),
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    once: flag,
    help: flag,
    quiet: flag,
    "time-travel": flag,
    id: text,
    data: text,
    secret: text,
    port: text,
    in: text,
    message: text,
    "public-url": text,
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(adviceAfter(error as Error));
  }
}

function toNumber(text: string, flag: Flag, max: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new UsageError(adviceOn(flag));
}

function toText(text: string | undefined, flag: Flag, form: RegExp): string | undefined {
  if (text === undefined || form.test(text)) return text;
  throw new UsageError(adviceOn(flag));
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(adviceOn("message"));
  }
}

function toUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return text.replace(/\/+$/, "");
  throw new UsageError(adviceOn("public-url"));
}
