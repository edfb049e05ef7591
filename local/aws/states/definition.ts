import validate from "asl-validator";
import { AwsError } from "../errors.ts";
import { isRecord, parseJson } from "../json.ts";
import type { Definition } from "./language.ts";
import { parseTimestamp } from "./run/timestamp.ts";
import type { StoredDefinition } from "./types.ts";

/** What this stand-in runs of each state. AWS runs more. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Wait: ["Timestamp", "TimestampPath", "Seconds", "SecondsPath"],
  Task: ["Resource", "Parameters", "TimeoutSeconds", "HeartbeatSeconds", "Retry"],
  Pass: ["Result"],
  Succeed: [],
  Fail: ["Error", "Cause"],
};
const COMMON_FIELDS = ["Type", "Comment", "Next", "End"];
const RESOURCE = /^arn:aws[\w-]*:states:::sns:publish(\.waitForTaskToken)?$/;

/** The validator compiles its schemas anew on each call, a tenth of a second's work; the name of a topic is all the same to it. */
const valid = new Set<string>();
const TOPIC_NAME = /(?<=:sns:[\w-]+:\d{12}:)[\w-]+/g;

export function parseDefinition(text: string): StoredDefinition {
  const definition = parseJson(text);
  if (!isRecord(definition)) throw invalid("INVALID_JSON_DESCRIPTION: The definition is no JSON object");
  requireValid(definition, text.replace(TOPIC_NAME, ""));
  const known = definition as unknown as Definition;
  for (const [name, state] of Object.entries(known.States)) requireRunnable(name, state);
  return { text, definition: known };
}

function requireValid(definition: object, key: string): void {
  if (valid.has(key)) return;
  // The validator writes into what it is given.
  const verdict = validate(structuredClone(definition));
  if (!verdict.isValid) throw invalid(`SCHEMA_VALIDATION_FAILED: ${verdict.errorsText("; ")}`);
  valid.add(key);
}

function requireRunnable(name: string, state: object): void {
  const { Type: type, ...fields } = state as Record<string, unknown>;
  const known = FIELDS[String(type)];
  if (!known) throw notRun(`state '${name}' of type ${type}`);
  const unknown = Object.keys(fields).find(
    (field) => !known.includes(field) && !COMMON_FIELDS.includes(field),
  );
  if (unknown) throw notRun(`field ${unknown} of state '${name}'`);
  if (type === "Task" && !RESOURCE.test(String(fields.Resource))) throw notRun(`resource ${fields.Resource}`);
  if (/"[^"]+\.\$":"States\./.test(JSON.stringify(fields)))
    throw notRun(`intrinsic functions in state '${name}'`);
  if (typeof fields.Timestamp === "string" && parseTimestamp(fields.Timestamp) === undefined) {
    throw invalid(`SCHEMA_VALIDATION_FAILED: Timestamp of state '${name}' is no ISO-8601 timestamp`);
  }
}

function notRun(what: string): AwsError {
  return invalid(`This stand-in does not run ${what}`);
}

function invalid(reason: string): AwsError {
  return new AwsError(400, "InvalidDefinition", `Invalid State Machine Definition: '${reason}'`);
}
