import { parseArgs } from "node:util";
import { adviceAfter, adviceOn, type Flag, MAX_PORT, MAX_SECONDS } from "./advice.ts";

export interface StartOptions {
  readonly once: boolean;
  readonly help: boolean;
  readonly secret: string | undefined;
  readonly port: number;
  readonly delaySeconds: number;
  readonly message: unknown;
  readonly publicUrl: string | undefined;
}

export const USAGE = `Usage: npm start -- [options]

Runs the source on this machine, schedules a task, and shows it being emitted.

  --in <seconds>      how far ahead the sample task is due (5)
  --message <json>    its message ({"name":"Luke","title":"Jedi"})
  --secret <text>     give the source a secret
  --port <number>     the port of the source's endpoint (3000)
  --public-url <url>  the URL of a tunnel to that port; without AWS_ENDPOINT_URL this runs on AWS itself
  --once              end after the event
  --help              show this

Environment: with AWS_ENDPOINT_URL set, that AWS is used instead of the one built in. It, and AWS itself, take
AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_REGION (us-east-1).`;

/** A mistake on the command line, or around it. Its message says how to do it right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Reads the command line. Throws a `UsageError`. */
export function parseOptions(args: readonly string[]): StartOptions {
  const values = parse(args);
  return {
    once: values.once ?? false,
    help: values.help ?? false,
    secret: values.secret === undefined ? undefined : toSecret(values.secret),
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

function toSecret(text: string): string {
  if (text !== "") return text;
  throw new UsageError(adviceOn("secret"));
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
