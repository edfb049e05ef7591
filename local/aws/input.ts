import type { Call } from "./call.ts";
import { AwsError } from "./errors.ts";

/** The Query protocol carries text only, AWS JSON carries JSON; these readers take both. */

export function requireText(call: Call, name: string): string {
  const text = optionalText(call, name);
  if (text === undefined) throw violation(call, name, null, "Member must not be null");
  return text;
}

export function optionalText(call: Call, name: string): string | undefined {
  const value = call.input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw violation(call, name, value, "Member must be a string");
  return value;
}

export function optionalNumber(call: Call, name: string): number | undefined {
  const value = call.input[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (!Number.isInteger(Number(value))) throw violation(call, name, value, "Member must be an integer");
  return Number(value);
}

export function optionalFlag(call: Call, name: string): boolean {
  const value = call.input[name];
  return value === true || value === "true";
}

/** A map of text, such as the attributes of a topic. */
export function optionalMap(call: Call, name: string): Record<string, string> {
  const value = call.input[name];
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

export function requireLength(call: Call, name: string, text: string, most: number): void {
  if (text.length < 1) {
    throw violation(call, name, text, "Member must have length greater than or equal to 1");
  }
  if (text.length > most) {
    throw violation(call, name, text, `Member must have length less than or equal to ${most}`);
  }
}

/** AWS's own words for a value that its API model does not allow. */
export function violation(call: Call, name: string, value: unknown, constraint: string): AwsError {
  const code = call.service === "states" ? "ValidationException" : "ValidationError";
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  const shown = value === null ? "null" : `'${typeof value === "string" ? value : JSON.stringify(value)}'`;
  return new AwsError(
    400,
    code,
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}
